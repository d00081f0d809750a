package io.drover.monitor.alert;

import io.drover.bus.Codec;
import io.drover.bus.UnreadableException;
import io.drover.schemas.Alert;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The alerts in the state database. */
final class AlertStore {
  private static final String COLUMNS = "alert_id, condition, phase, first_at, gone_at, body";
  private static final String SAVE =
      """
      INSERT INTO alert_state AS old (alert_id, condition, phase, first_at, gone_at, resolved_at, sequence, notified, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)
      ON CONFLICT (alert_id) DO UPDATE SET (phase, first_at, gone_at, resolved_at, sequence, body)
        = (excluded.phase, excluded.first_at, excluded.gone_at, excluded.resolved_at, excluded.sequence, excluded.body)
      """;

  private final Codec codec;

  /** Keeps the records in the encoding of the bus, which later versions can read. */
  AlertStore(Codec codec) {
    this.codec = codec;
  }

  /** Alerts that are pending or firing. */
  List<AlertRow> open(Connection connection) throws SQLException {
    return rows(connection, "WHERE phase <> 'resolved' ORDER BY alert_id");
  }

  /** Alerts that were over before an instant, as many as fit into a batch. */
  List<AlertRow> resolvedBefore(Connection connection, Instant before, int limit)
      throws SQLException {
    return rows(
        connection, "WHERE phase = 'resolved' AND resolved_at < ? LIMIT ?", at(before), limit);
  }

  void save(Connection connection, AlertRow row) throws SQLException {
    Instant resolved = row.body().getResolvedAt();
    update(
        connection,
        SAVE,
        row.alertId(),
        row.condition(),
        row.phase().name().toLowerCase(Locale.ROOT),
        at(row.firstAt()),
        row.goneAt() == null ? null : at(row.goneAt()),
        resolved == null ? null : at(resolved),
        row.body().getSequence(),
        codec.encode(row.body()));
  }

  void remove(Connection connection, String alertId) throws SQLException {
    update(connection, "DELETE FROM alert_state WHERE alert_id = ?", alertId);
  }

  private List<AlertRow> rows(Connection connection, String which, Object... values)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM alert_state " + which)) {
      bind(statement, values);
      List<AlertRow> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(row(row));
        }
      }
      return rows;
    }
  }

  /** One row of the columns. */
  AlertRow row(ResultSet row) throws SQLException {
    OffsetDateTime gone = row.getObject("gone_at", OffsetDateTime.class);
    return new AlertRow(
        row.getString("alert_id"),
        row.getString("condition"),
        AlertRow.Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT)),
        row.getObject("first_at", OffsetDateTime.class).toInstant(),
        gone == null ? null : gone.toInstant(),
        alert(row.getBytes("body")));
  }

  private Alert alert(byte[] body) throws SQLException {
    try {
      return codec.decode(body, Alert.class);
    } catch (UnreadableException e) {
      throw new SQLException("An alert in the state database cannot be read.", e);
    }
  }

  private static void update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
