package io.drover.monitor.alert;

import io.drover.monitor.alert.WebhookGroup.Notice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What the receiver of the webhook has been told. */
final class NoticeStore {
  private static final String ALL =
      """
      SELECT alert_id, condition, phase, first_at, gone_at, body, notified, notified_at FROM alert_state
      WHERE phase = 'firing' OR phase = 'resolved' AND notified <> 'resolved'
        AND (notified <> '' OR resolved_at > ?)
      ORDER BY first_at, alert_id
      """;

  private final AlertStore alerts;

  NoticeStore(AlertStore alerts) {
    this.alerts = alerts;
  }

  /** All alerts of which there may be something to tell. */
  List<Notice> all(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ALL)) {
      select.setObject(1, now.minus(WebhookGroup.NEWS).atOffset(ZoneOffset.UTC));
      List<Notice> all = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          OffsetDateTime at = row.getObject("notified_at", OffsetDateTime.class);
          all.add(
              new Notice(
                  alerts.row(row), row.getString("notified"), at == null ? null : at.toInstant()));
        }
      }
      return all;
    }
  }

  /** The receiver knows of this state. */
  void told(Connection connection, Notice notice, Instant at) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE alert_state SET notified = ?, notified_at = ? WHERE alert_id = ?")) {
      update.setString(1, notice.state());
      update.setObject(2, at.atOffset(ZoneOffset.UTC));
      update.setString(3, notice.row().alertId());
      update.executeUpdate();
    }
  }
}
