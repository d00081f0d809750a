package io.drover.backup.swap;

import io.drover.backup.content.Sql;
import io.drover.backup.swap.Mark.Before;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.SessionName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Keeps everybody out of a database, superusers too, and lets them in again. */
public final class Fence {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Autovacuum has no user; a rename ends it by itself. */
  private static final String OTHERS =
      "FROM pg_catalog.pg_stat_activity WHERE datname = ? AND usesysid IS NOT NULL AND pid <>"
          + " pg_backend_pid()";

  private Fence() {}

  /**
   * How many sessions others have on the database. Sessions of Drover itself are not others: under
   * the target lock they are those of a safety backup, say, that PostgreSQL has yet to end.
   */
  public static int connections(Connection maintenance, String database) throws SQLException {
    return Sql.query(
            maintenance,
            "SELECT count(*) " + OTHERS + " AND NOT starts_with(application_name, ?)",
            row -> row.getInt(1),
            database,
            SessionName.PREFIX)
        .getFirst();
  }

  /** Refuses connections from now on, and notes on the database that this is to be undone. */
  public static void refuse(Connection maintenance, NamedDatabase database, String operationId)
      throws SQLException {
    Mark mark =
        new Mark(
            Mark.State.FENCED,
            operationId,
            database.name(),
            database.oid(),
            null,
            new Before(database.comment(), database.allowConnections()),
            null);
    Transaction.run(
        maintenance,
        () -> {
          Sql.execute(maintenance, "COMMENT ON DATABASE %I IS %L", database.name(), mark.text());
          Sql.execute(maintenance, "ALTER DATABASE %I ALLOW_CONNECTIONS false", database.name());
        });
  }

  /**
   * Ends the sessions of others and returns when none is left.
   *
   * @throws OperationFailure {@code BUSY}: some have not ended within 30 s
   */
  public static void endSessions(Connection maintenance, String database)
      throws SQLException, OperationFailure, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      List<String> left =
          Sql.query(
              maintenance,
              "SELECT pg_terminate_backend(pid), pid, usename, coalesce(application_name, '') "
                  + OTHERS,
              row -> row.getString(3) + " (pid " + row.getInt(2) + ") " + row.getString(4),
              database);
      if (left.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw OperationFailure.of(
                FailureCode.BUSY,
                left.size() + " sessions on " + database + " have not ended within 30 s.",
                "Send the request again under a new operationId.")
            .withDetail(String.join("\n", left));
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Opens a fenced database again, exactly as it was. */
  public static void reopen(Connection maintenance, NamedDatabase fenced) throws SQLException {
    Before before = fenced.requireMark().before();
    Transaction.run(maintenance, () -> restore(maintenance, fenced.name(), before));
  }

  /** Opens what operations that were ended have left fenced; to be called under the target lock. */
  public static void reopenLeftover(Connection maintenance, String name) throws SQLException {
    NamedDatabase database = NamedDatabase.find(maintenance, name).orElse(null);
    if (database != null && database.isMarked(Mark.State.FENCED)) {
      reopen(maintenance, database);
    }
  }

  /** Makes a kept database what it was, in the caller's transaction. */
  public static void unmark(Connection maintenance, NamedDatabase kept) throws SQLException {
    restore(maintenance, kept.name(), kept.requireMark().before());
  }

  static void restore(Connection maintenance, String name, Before before) throws SQLException {
    Sql.execute(maintenance, "COMMENT ON DATABASE %I IS %L", name, before.comment());
    Sql.execute(
        maintenance, "ALTER DATABASE %I ALLOW_CONNECTIONS " + before.allowConnections(), name);
  }
}
