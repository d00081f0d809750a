package io.drover.backup.restore;

import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.backup.swap.Arrival;
import io.drover.backup.swap.Fence;
import io.drover.backup.swap.NamedDatabase;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a database that was replaced take its place again; the other one is kept in turn. */
final class Undoing implements Way {
  private final Attempt<RestoreRequested> attempt;
  private final Takeover takeover;
  private final String name;
  private final long startedNanos = System.nanoTime();

  Undoing(Attempt<RestoreRequested> attempt, RestoreMarks marks) {
    this.attempt = attempt;
    this.takeover = new Takeover(attempt, marks);
    this.name = attempt.target().physicalName();
  }

  @Override
  public Outcome handle() throws OperationFailure, InterruptedException, SQLException {
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    Optional<Restored> before;
    @Nullable NamedDatabase kept = null;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      before = takeover.done(maintenance);
      if (before.isEmpty()) {
        kept = kept(maintenance);
        Finding.require(Strandings.find(attempt, maintenance), attempt.command().getOverrides());
      }
    }
    Restored restored = kept == null ? before.orElseThrow() : undo(kept);
    attempt.reached("done");
    return takeover.result(restored, null, true);
  }

  private Restored undo(NamedDatabase kept)
      throws OperationFailure, InterruptedException, SQLException {
    long millis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
    Restored restored = new Restored("", 0, 0, List.of(), millis);
    takeover.run(arrival(kept), kept.oid(), restored);
    return restored;
  }

  private NamedDatabase kept(Connection maintenance) throws SQLException, OperationFailure {
    List<NamedDatabase> all = NamedDatabase.keptFor(maintenance, name);
    String wanted = attempt.command().getUndoes();
    NamedDatabase kept =
        all.stream()
            .filter(each -> wanted.isEmpty() || each.requireMark().operationId().equals(wanted))
            .findFirst()
            .orElseThrow(() -> nothing(all, wanted));
    Instant until = kept.requireMark().until();
    if (until != null && !until.isAfter(NamedDatabase.now(maintenance))) {
      throw refused("The time in which the replacement could be undone ended at " + until + ".");
    }
    return kept;
  }

  private OperationFailure nothing(List<NamedDatabase> all, String wanted) {
    String database = attempt.target().entry().name();
    if (all.isEmpty()) {
      return refused(
          "No database is kept that "
              + database
              + " could go back to: none was replaced, or the time to undo it is over.");
    }
    String operations =
        String.join(", ", all.stream().map(each -> each.requireMark().operationId()).toList());
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "Nothing is kept of operation " + wanted + "; these can be undone: " + operations + ".",
        "./drover undo "
            + database
            + " "
            + all.getFirst().requireMark().operationId()
            + " --confirm "
            + database);
  }

  private OperationFailure refused(String sentence) {
    String database = attempt.target().entry().name();
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        sentence,
        "./drover backups "
            + database
            + " lists what can be restored instead, safety backups among them.");
  }

  private static Arrival arrival(NamedDatabase kept) {
    return new Arrival() {
      @Override
      public String name() {
        return kept.name();
      }

      @Override
      public @Nullable String comment() {
        return kept.requireMark().brief().text();
      }

      @Override
      public void open(Connection maintenance) throws SQLException {
        Fence.unmark(maintenance, kept);
      }
    };
  }

  @Override
  public void abandon() throws OperationFailure, InterruptedException, SQLException {
    new TakenBack(attempt).run();
  }
}
