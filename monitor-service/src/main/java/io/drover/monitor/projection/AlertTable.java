package io.drover.monitor.projection;

import io.drover.schemas.Alert;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The newest state of each alert. */
final class AlertTable {
  private static final String MERGE =
      """
      INSERT INTO alerts (alert_id, state, name, severity, database, server, service, since, raised_at, observed_at,
        resolved_at, body)
      SELECT alert_id, state, name, severity, database, server, service, since, raised_at, observed_at, resolved_at,
        body::json
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS new (
        alert_id, state, name, severity, database, server, service, since, raised_at, observed_at, resolved_at, body)
      ON CONFLICT (alert_id) DO UPDATE SET
        (state, name, severity, database, server, service, since, raised_at, observed_at, resolved_at, body)
        = (excluded.state, excluded.name, excluded.severity, excluded.database, excluded.server, excluded.service,
           excluded.since, excluded.raised_at, excluded.observed_at, excluded.resolved_at, excluded.body)
      """;

  private AlertTable() {}

  static void merge(Connection connection, List<Arrival> arrivals) throws SQLException {
    Latest<Alert> latest = Latest.of(arrivals, Alert.class);
    latest.remove(connection, "DELETE FROM alerts WHERE alert_id = ANY (?)");
    try (var columns = latest.columns(connection, MERGE)) {
      columns
          .text(Map.Entry::getKey)
          .text(named(Alert::getState))
          .text(named(Alert::getName))
          .text(named(Alert::getSeverity))
          .text(named(Alert::getDatabase))
          .text(named(Alert::getServer))
          .text(named(Alert::getService))
          .instant(row -> Clean.instant(row.getValue().getSince()))
          .instant(row -> Clean.instant(row.getValue().getRaisedAt()))
          .instant(row -> Clean.instant(row.getValue().getObservedAt()))
          .instant(
              row -> {
                var resolved = row.getValue().getResolvedAt();
                return resolved == null ? null : Clean.instant(resolved);
              })
          .text(row -> AvroJson.of(row.getValue()))
          .execute();
    }
  }

  private static Function<Map.Entry<String, Alert>, @Nullable String> named(
      Function<Alert, String> value) {
    return row -> Clean.name(value.apply(row.getValue()));
  }
}
