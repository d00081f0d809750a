package io.drover.service.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Drops databases that this product made. Not {@code WITH (FORCE)}: that is refused to whoever is
 * no superuser while autovacuum is at work there, as a worker of it belongs to no role (seen on 13,
 * 15 and 18). A plain drop ends such workers by itself.
 */
public final class DatabaseRemoval {
  /** Each waits for five seconds in the server while others are there. */
  private static final int TRIES = 6;

  /** SQLSTATE object_in_use (PostgreSQL manual, appendix A). */
  private static final String IN_USE = "55006";

  private static final String END_SESSIONS =
      """
      SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
       WHERE datname = ? AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
      """;

  private DatabaseRemoval() {}

  /**
   * Drops a database with all sessions in it, if it is there. Those that come anew are ended too,
   * for at most half a minute.
   *
   * @param maintenance a connection to another database of the server, without a transaction
   * @throws SQLException among others 42501: a session of a role that this one may not end is there
   */
  public static void drop(Connection maintenance, String database) throws SQLException {
    String statement = quoted(maintenance, database);
    for (int left = TRIES - 1; ; left--) {
      endSessions(maintenance, database);
      try (Statement drop = maintenance.createStatement()) {
        drop.execute(statement);
        return;
      } catch (SQLException e) {
        if (left == 0 || !IN_USE.equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  private static String quoted(Connection maintenance, String database) throws SQLException {
    try (PreparedStatement format =
        maintenance.prepareStatement("SELECT format('DROP DATABASE IF EXISTS %I', ?::text)")) {
      format.setString(1, database);
      try (ResultSet row = format.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void endSessions(Connection maintenance, String database) throws SQLException {
    try (PreparedStatement end = maintenance.prepareStatement(END_SESSIONS)) {
      end.setString(1, database);
      end.execute();
    }
  }
}
