package io.drover.backup.swap;

import io.drover.backup.content.Sql;
import io.drover.backup.swap.Mark.Arrived;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the database under a name for another one, in one transaction: whoever looks finds the
 * one or the other, and the mark of the one that went tells how to go back.
 */
public final class Swap {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** In use, lock not granted, deadlock: what passes when the sessions in the way have ended. */
  private static final Set<String> IN_THE_WAY = Set.of("55006", "55P03", "40P01");

  private final Connection maintenance;
  private final String operationId;
  private final String name;

  /**
   * @param name name in service
   */
  public Swap(Connection maintenance, String operationId, String name) {
    this.maintenance = maintenance;
    this.operationId = operationId;
    this.name = name;
  }

  /**
   * Brings the arrival in. A database that has the name must have been fenced by this operation; it
   * is kept, closed, for the time given.
   *
   * @throws OperationFailure {@code BUSY}
   */
  public void exchange(Arrival arrival, Duration window)
      throws SQLException, OperationFailure, InterruptedException {
    @Nullable NamedDatabase old = NamedDatabase.find(maintenance, name).orElse(null);
    Instant until = NamedDatabase.now(maintenance).plus(window);
    patiently(
        () -> {
          if (old != null) {
            keep(old, arrival, until);
          }
          arrival.open(maintenance);
          rename(arrival.name(), name);
        },
        arrival.name());
  }

  private void keep(NamedDatabase old, Arrival arrival, Instant until) throws SQLException {
    Mark fenced = old.requireMark();
    if (!old.isMarkedBy(Mark.State.FENCED, operationId)) {
      throw new IllegalStateException("the database is not fenced by this operation");
    }
    String kept = KeptName.of(name, operationId);
    Mark mark =
        new Mark(
            Mark.State.KEPT,
            operationId,
            name,
            old.oid(),
            until,
            fenced.before(),
            new Arrived(arrival.name(), arrival.comment()));
    rename(name, kept);
    Sql.execute(maintenance, "COMMENT ON DATABASE %I IS %L", kept, mark.text());
  }

  /** The database that this operation has kept, if it has exchanged one. */
  public Optional<NamedDatabase> kept() throws SQLException {
    return NamedDatabase.keptFor(maintenance, name).stream()
        .filter(each -> each.isMarkedBy(Mark.State.KEPT, operationId))
        .findFirst();
  }

  /** Goes back to how everything was before this operation's exchange. */
  public void back(NamedDatabase kept) throws SQLException, OperationFailure, InterruptedException {
    Mark mark = kept.requireMark();
    Arrived arrived = mark.arrival();
    @Nullable NamedDatabase current = NamedDatabase.find(maintenance, name).orElse(null);
    if (current != null && !current.isMarkedBy(Mark.State.FENCED, operationId)) {
      Fence.refuse(maintenance, current, operationId);
    }
    Fence.endSessions(maintenance, name);
    patiently(
        () -> {
          if (current != null && arrived != null) {
            Sql.execute(
                maintenance, "COMMENT ON DATABASE %I IS %L", name, comment(current, arrived));
            rename(name, arrived.name());
          }
          rename(kept.name(), name);
          Fence.restore(maintenance, name, mark.before());
        },
        kept.name());
  }

  /** What it had before it arrived, with the comment of its own that it has now. */
  private @Nullable String comment(NamedDatabase current, Arrived arrived) {
    @Nullable String own =
        current.isMarkedBy(Mark.State.FENCED, operationId)
            ? current.requireMark().before().comment()
            : current.comment();
    return Mark.parse(arrived.comment(), current.oid())
        .map(mark -> mark.withComment(own).text())
        .orElse(arrived.comment());
  }

  private void rename(String from, String to) throws SQLException {
    Sql.execute(maintenance, "ALTER DATABASE %I RENAME TO %I", from, to);
  }

  /** A session that has slipped in is ended, and the transaction tried again. */
  private void patiently(Transaction.Work work, String other)
      throws SQLException, OperationFailure, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        Transaction.run(maintenance, work);
        return;
      } catch (SQLException e) {
        if (!IN_THE_WAY.contains(String.valueOf(e.getSQLState())) || System.nanoTime() > deadline) {
          throw e;
        }
      }
      refusePrepared();
      Fence.endSessions(maintenance, name);
      Fence.endSessions(maintenance, other);
    }
  }

  /** No patience helps against these. */
  private void refusePrepared() throws SQLException, OperationFailure {
    List<String> gids =
        Sql.query(
            maintenance,
            "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = ?",
            row -> row.getString(1),
            name);
    if (!gids.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.BUSY,
          "Prepared transactions hold the database: " + String.join(", ", gids) + ".",
          "End them in that database with COMMIT PREPARED or ROLLBACK PREPARED, then send the"
              + " request again under a new operationId.");
    }
  }
}
