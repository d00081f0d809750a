package io.drover.monitor.alert;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Which instance decides and publishes. It renews the lease each time; another takes over when it
 * has not for a while. For one thread.
 */
final class AlertLease {
  static final Duration LENGTH = Duration.ofSeconds(45);

  private final String holder;
  private final Duration length;

  /**
   * @param length after which another takes over
   */
  AlertLease(String holder, Duration length) {
    this.holder = holder;
    this.length = length;
  }

  /** When alerts were decided last, if the lease is this instance's. */
  record Held(boolean mine, Instant evaluatedAt) {}

  /** Takes or renews the lease, and locks its row until the end of the transaction. */
  Held hold(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT holder, renewed_at < ? AS free, greatest(evaluated_at, '1970-01-01') AS"
                + " evaluated_at FROM alert_engine FOR UPDATE")) {
      select.setObject(1, at(now.minus(length)));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        Instant evaluated = row.getObject("evaluated_at", OffsetDateTime.class).toInstant();
        if (!row.getString("holder").equals(holder) && !row.getBoolean("free")) {
          return new Held(false, evaluated);
        }
        set(connection, "UPDATE alert_engine SET renewed_at = ?, holder = ?", now, holder);
        return new Held(true, evaluated);
      }
    }
  }

  /** Says that alerts have been decided. */
  void evaluated(Connection connection, Instant now) throws SQLException {
    set(connection, "UPDATE alert_engine SET evaluated_at = ? WHERE holder = ?", now, holder);
  }

  /** Gives the lease up, if it is held, so that another instance need not wait. */
  void release(Connection connection) throws SQLException {
    set(
        connection,
        "UPDATE alert_engine SET holder = '', renewed_at = ? WHERE holder = ?",
        Instant.EPOCH,
        holder);
  }

  private static void set(Connection connection, String sql, Instant at, String holder)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, at(at));
      update.setString(2, holder);
      update.executeUpdate();
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
