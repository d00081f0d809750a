package io.drover.monitor.alert;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people have said about alerts, and up to where it was read. */
final class ControlStore {
  private static final String INSERT =
      """
      INSERT INTO alert_controls (partition, "offset", action, alert_id, database, server, name, requested_by, reason,
        at, until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  /** All that hold at the instant, oldest first; those that do not are forgotten. */
  List<Control> holding(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM alert_controls WHERE until <= ?")) {
      delete.setObject(1, at(now));
      delete.executeUpdate();
    }
    return all(connection);
  }

  /** All that are kept, oldest first; some may not hold any more. */
  List<Control> all(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT action, alert_id, database, server, name, requested_by, reason, at, until
                FROM alert_controls ORDER BY at, partition, "offset"
                """);
        ResultSet row = select.executeQuery()) {
      List<Control> all = new ArrayList<>();
      while (row.next()) {
        all.add(
            new Control(
                Control.Action.of(row.getString(1)).orElseThrow(),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getObject(9, OffsetDateTime.class).toInstant()));
      }
      return all;
    }
  }

  void add(Connection connection, int partition, long offset, Control control) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setInt(1, partition);
      insert.setLong(2, offset);
      insert.setString(3, control.action().word());
      insert.setString(4, control.alertId());
      insert.setString(5, control.database());
      insert.setString(6, control.server());
      insert.setString(7, control.name());
      insert.setString(8, control.by());
      insert.setString(9, control.reason());
      insert.setObject(10, at(control.at()));
      insert.setObject(11, at(control.until()));
      insert.executeUpdate();
    }
  }

  /** Next offset of each partition, kept from other instances until the transaction ends. */
  Map<Integer, Long> lockOffsets(Connection connection) throws SQLException {
    try (var lock = connection.createStatement()) {
      lock.execute("LOCK TABLE alert_control_offsets IN SHARE ROW EXCLUSIVE MODE");
    }
    return offsets(connection);
  }

  /** Next offset of each partition. */
  Map<Integer, Long> offsets(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT partition, next_offset FROM alert_control_offsets");
        ResultSet row = select.executeQuery()) {
      Map<Integer, Long> next = new HashMap<>();
      while (row.next()) {
        next.put(row.getInt(1), row.getLong(2));
      }
      return next;
    }
  }

  void read(Connection connection, int partition, long next) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            INSERT INTO alert_control_offsets AS old (partition, next_offset) VALUES (?, ?)
            ON CONFLICT (partition) DO UPDATE SET next_offset = greatest(old.next_offset, excluded.next_offset)
            """)) {
      update.setInt(1, partition);
      update.setLong(2, next);
      update.executeUpdate();
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
