package io.drover.backup.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A session that reads whole databases: limits meant for an application's short statements are off.
 */
public final class ReadingSession {
  // What a role or database sets may not exist on every version of the server, hence the look into
  // pg_settings.
  private static final String NO_LIMITS =
      """
      SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings
      WHERE name IN ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout',
        'idle_session_timeout')
      """;

  private ReadingSession() {}

  /**
   * Prepares a connection that is in auto-commit mode.
   *
   * @param lockTimeout how long to wait for a lock on one table
   */
  public static void prepare(Connection connection, Duration lockTimeout) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // One round trip. Rows hidden by a policy must be an error, not a smaller number.
      statement.execute(
          "SET search_path = pg_catalog; SET row_security = off; SET lock_timeout = "
              + lockTimeout.toMillis()
              + "; "
              + NO_LIMITS);
    }
  }
}
