package io.drover.backup.restore;

import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.backup.swap.Arrival;
import io.drover.backup.swap.Fence;
import io.drover.backup.swap.NamedDatabase;
import io.drover.backup.swap.Swap;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a database take the place of the one in service: its end is announced, then its connections
 * are refused and ended, then both names change at once. Killed anywhere, the catalogue tells the
 * next attempt, or {@link TakenBack}, how to go on.
 */
final class Takeover {
  private static final Duration UNDO_WINDOW = Duration.ofHours(24);

  private final Attempt<RestoreRequested> attempt;
  private final RestoreMarks marks;
  private final String name;

  Takeover(Attempt<RestoreRequested> attempt, RestoreMarks marks) {
    this.attempt = attempt;
    this.marks = marks;
    this.name = attempt.target().physicalName();
  }

  /**
   * What an earlier attempt of the operation brought in, if one did; opens what one left fenced. To
   * be called under the target lock.
   */
  Optional<Restored> done(Connection maintenance) throws SQLException, OperationFailure {
    Fence.reopenLeftover(maintenance, name);
    return arrived(maintenance);
  }

  /** The same without touching anything. */
  Optional<Restored> arrived(Connection maintenance) throws SQLException, OperationFailure {
    Optional<NamedDatabase> current = NamedDatabase.find(maintenance, name);
    return current.isEmpty() ? Optional.empty() : marks.find(key(current.get().oid()));
  }

  /** The result, with the database that the operation has replaced, where one is kept. */
  Outcome result(Restored restored, @Nullable String safetyBackup, boolean compared)
      throws SQLException, OperationFailure {
    Optional<NamedDatabase> kept;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      kept = swap(maintenance).kept();
    }
    return new Outcome.Done(
        header ->
            RestoreSucceeded.newBuilder()
                .setHeader(header)
                .setBackupId(restored.backupId())
                .setTargetName(name)
                .setTables(restored.tables())
                .setRows(restored.rows())
                .setDurationMillis(restored.durationMillis())
                .setMode(RestoreMode.of(attempt.command()).word())
                .setKeptAs(kept.map(NamedDatabase::name).orElse(null))
                .setUndoUntil(kept.map(each -> each.requireMark().until()).orElse(null))
                .setSafetyBackupId(safetyBackup)
                .setWarnings(restored.warnings())
                .setRowsCompared(compared)
                .build());
  }

  /**
   * Does it.
   *
   * @param oid identity of the arrival
   */
  void run(Arrival arrival, long oid, Restored restored)
      throws OperationFailure, InterruptedException, SQLException {
    // Connected before the fence: whoever takes over afterwards ends this connection, and with it
    // the exchange.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      @Nullable NamedDatabase old = NamedDatabase.find(maintenance, name).orElse(null);
      if (old != null) {
        // Hours may have passed since the pre-flight.
        Finding.require(Strandings.find(attempt, maintenance), attempt.command().getOverrides());
        new FencingNotice(attempt).giveAndWait(maintenance);
      }
      attempt.fence();
      try {
        if (old != null) {
          close(maintenance, old);
        }
        marks.write(key(oid), restored);
        attempt.reached("before-swap");
        attempt.fence();
        swap(maintenance).exchange(arrival, undoWindow());
      } catch (OperationFailure | SQLException e) {
        reopen(maintenance, e);
        throw e;
      }
    }
    attempt.reached("swapped");
  }

  private void close(Connection maintenance, NamedDatabase old)
      throws OperationFailure, InterruptedException, SQLException {
    Fence.refuse(maintenance, old, attempt.operationId());
    attempt.reached("connections-refused");
    Fence.endSessions(maintenance, name);
    attempt.reached("connections-ended");
  }

  /** At once, as the operation may be put off for a while; a kill leaves it to the next attempt. */
  private void reopen(Connection maintenance, Exception cause) {
    try {
      Fence.reopenLeftover(maintenance, name);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private Duration undoWindow() {
    Integer seconds = attempt.command().getUndoWindowSeconds();
    return seconds == null ? UNDO_WINDOW : Duration.ofSeconds(seconds);
  }

  private Swap swap(Connection maintenance) {
    return new Swap(maintenance, attempt.operationId(), name);
  }

  private RestoreMarks.Key key(long oid) {
    return new RestoreMarks.Key(attempt.operationId(), attempt.target().server().name(), oid, name);
  }
}
