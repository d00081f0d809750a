package io.drover.service.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Who relays, by the state database's clock. A lease instead of a session lock, because a stalled
 * process keeps its session; what a former holder still does after it ran out is fenced by Kafka.
 */
public class RelayLease {
  private static final String NAME = "relay";

  private final String holder;
  private final Duration length;
  private long renewedAt;
  private boolean held;

  public RelayLease(String holder, Duration length) {
    this.holder = holder;
    this.length = length;
  }

  /**
   * Takes or renews the lease; false when another instance holds it. A lease renewed within the
   * last fifth of its length is not renewed again. For one thread.
   */
  boolean hold(Connection connection) throws SQLException {
    if (held && System.nanoTime() - renewedAt < length.toNanos() / 5) {
      return true;
    }
    held = false;
    held = renew(connection);
    renewedAt = System.nanoTime();
    return held;
  }

  private boolean renew(Connection connection) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO relay_lease AS lease (name, holder, expires_at)
            VALUES (?, ?, clock_timestamp() + make_interval(secs => ?))
            ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at
            WHERE lease.holder = EXCLUDED.holder OR lease.expires_at < clock_timestamp()
            """)) {
      upsert.setString(1, NAME);
      upsert.setString(2, holder);
      upsert.setDouble(3, length.toMillis() / 1000.0);
      return upsert.executeUpdate() == 1;
    }
  }

  /** Gives the lease up, if it is held, so that another instance need not wait. */
  void release(Connection connection) throws SQLException {
    try (var delete =
        connection.prepareStatement("DELETE FROM relay_lease WHERE name = ? AND holder = ?")) {
      delete.setString(1, NAME);
      delete.setString(2, holder);
      delete.executeUpdate();
    }
  }
}
