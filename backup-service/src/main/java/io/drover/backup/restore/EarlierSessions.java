package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Sessions of this operation that an earlier attempt or a killed program left at the server. */
public final class EarlierSessions {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** PostgreSQL 13 cannot be asked to wait for the end. */
  private static final String END =
      """
      SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
      WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()
      """;

  private EarlierSessions() {}

  /** Ends them and waits, at most ten seconds, until they are gone. */
  public static void end(Connection maintenance) throws SQLException, InterruptedException {
    end(maintenance, END);
  }

  /** The same of those in one database. */
  static void endIn(String database, Connection maintenance)
      throws SQLException, InterruptedException {
    end(maintenance, END + " AND datname = ?", database);
  }

  private static void end(Connection maintenance, String sql, String... parameters)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!Sql.query(maintenance, sql, row -> row.getBoolean(1), parameters).isEmpty()
        && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE);
    }
  }
}
