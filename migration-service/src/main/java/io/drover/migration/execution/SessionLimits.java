package io.drover.migration.execution;

import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of statements that migrations run.
 *
 * @param lock longest wait for a lock
 * @param lockRetries how often a lock that was not to be had in time is tried for again
 * @param statement longest run of a statement; null for none
 */
public record SessionLimits(Duration lock, int lockRetries, @Nullable Duration statement) {
  private static final String SET =
      "SELECT set_config('lock_timeout', ?, false), set_config('statement_timeout', ?, false)";

  private static final String SET_LOCK =
      """
      SELECT set_config('lock_timeout', ?, false) FROM pg_settings
      WHERE name = 'lock_timeout' AND setting = ?
      """;

  /** Those of the policy. */
  public static SessionLimits of(Policy policy) {
    return new SessionLimits(policy.lockTimeout(), policy.lockRetries(), policy.statementTimeout());
  }

  /** Gives a session these limits, until a script sets others. */
  public void apply(Connection connection) throws SQLException {
    Query.run(connection, SET, millis(lock), statement == null ? "0" : millis(statement));
  }

  /**
   * Lets a session wait for one lock as long as all tries together would. For statements behind
   * which nobody queues while they wait, and which lose their work when they give up. A limit that
   * the script has set itself stays.
   */
  void bePatient(Connection connection) throws SQLException {
    Query.run(connection, SET_LOCK, millis(patience()), millis(lock));
  }

  /** Takes the patience back. */
  void beUsual(Connection connection) throws SQLException {
    Query.run(connection, SET_LOCK, millis(lock), millis(patience()));
  }

  private Duration patience() {
    return lock.multipliedBy(lockRetries + 1L);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
