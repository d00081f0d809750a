package io.drover.migration.flyway;

import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of statements that migrations run.
 *
 * @param lock longest wait for a lock
 * @param statement longest run of a statement; null for none
 */
record SessionLimits(Duration lock, @Nullable Duration statement) {
  private static final String SET =
      "SELECT set_config('lock_timeout', ?, false), set_config('statement_timeout', ?, false)";

  static SessionLimits of(Policy policy) {
    return new SessionLimits(policy.lockTimeout(), policy.statementTimeout());
  }

  void apply(Connection connection) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(SET)) {
      set.setString(1, millis(lock));
      set.setString(2, statement == null ? "0" : millis(statement));
      set.execute();
    }
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
