package io.drover.monitor.projection;

import io.drover.schemas.DeploymentObserved;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What was deployed, and when. */
final class DeploymentTable {
  private static final String INSERT =
      """
      INSERT INTO deployments (topic, partition, "offset", database, name, version, observed_at, requested_by, link)
      SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private record Row(Arrival arrival, DeploymentObserved deployment) {}

  private DeploymentTable() {}

  static void insert(Connection connection, List<Arrival> arrivals) throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      DeploymentObserved deployment = arrival.record(DeploymentObserved.class);
      if (deployment != null) {
        rows.add(new Row(arrival, deployment));
      }
    }
    try (var columns = new Columns<>(connection, INSERT, rows)) {
      columns
          .text(row -> row.arrival().place().topic())
          .integer(row -> row.arrival().place().partition())
          .number(row -> row.arrival().offset())
          .text(row -> Clean.name(row.deployment().getDatabase()))
          .text(row -> Clean.name(row.deployment().getName()))
          .text(row -> Clean.name(row.deployment().getVersion()))
          .instant(row -> Clean.instant(row.deployment().getObservedAt()))
          .text(row -> Clean.name(row.deployment().getRequestedBy()))
          .text(row -> Clean.text(row.deployment().getLink()))
          .execute();
    }
  }
}
