package io.drover.monitor.projection;

import io.drover.schemas.BackupCommitted;
import io.drover.schemas.ServiceHealth;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tables that mirror compacted topics: the newest record of each key, none after a tombstone. */
final class LatestTables {
  private static final String BACKUPS =
      """
      INSERT INTO backups (backup_id, database, operation_id, committed_at, verdict, verdict_at, body)
      SELECT backup_id, database, operation_id, committed_at, verdict, verdict_at, body::json
      FROM unnest(?, ?, ?, ?, ?, ?, ?)
        AS new (backup_id, database, operation_id, committed_at, verdict, verdict_at, body)
      ON CONFLICT (backup_id) DO UPDATE SET (database, operation_id, committed_at, verdict, verdict_at, body)
        = (excluded.database, excluded.operation_id, excluded.committed_at, excluded.verdict,
           excluded.verdict_at, excluded.body)
      """;
  private static final String SERVICES =
      """
      INSERT INTO service_instances (
        instance, service, version, started_at, observed_at, status, message, running, interval_millis)
      SELECT instance, service, version, started_at, observed_at, status, message, running::json, interval_millis
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS new (
        instance, service, version, started_at, observed_at, status, message, running, interval_millis)
      ON CONFLICT (instance) DO UPDATE SET
        (service, version, started_at, observed_at, status, message, running, interval_millis)
        = (excluded.service, excluded.version, excluded.started_at, excluded.observed_at, excluded.status,
           excluded.message, excluded.running, excluded.interval_millis)
      """;

  private LatestTables() {}

  static void backups(Connection connection, List<Arrival> arrivals) throws SQLException {
    Latest<BackupCommitted> latest = Latest.of(arrivals, BackupCommitted.class);
    latest.remove(connection, "DELETE FROM backups WHERE backup_id = ANY (?)");
    try (var columns = latest.columns(connection, BACKUPS)) {
      columns
          .text(Map.Entry::getKey)
          .text(named(BackupCommitted::getDatabase))
          .text(named(BackupCommitted::getOperationId))
          .instant(row -> Clean.instant(row.getValue().getCommittedAt()))
          .text(row -> cleaned(row.getValue().getVerdict(), Clean::name))
          .instant(row -> cleaned(row.getValue().getVerdictAt(), Clean::instant))
          .text(row -> AvroJson.of(row.getValue()))
          .execute();
    }
  }

  static void services(Connection connection, List<Arrival> arrivals) throws SQLException {
    Latest<ServiceHealth> latest = Latest.of(arrivals, ServiceHealth.class);
    latest.remove(connection, "DELETE FROM service_instances WHERE instance = ANY (?)");
    try (var columns = latest.columns(connection, SERVICES)) {
      columns
          .text(Map.Entry::getKey)
          .text(named(ServiceHealth::getService))
          .text(named(ServiceHealth::getVersion))
          .instant(row -> Clean.instant(row.getValue().getStartedAt()))
          .instant(row -> Clean.instant(row.getValue().getObservedAt()))
          .text(named(ServiceHealth::getStatus))
          .text(row -> Clean.text(row.getValue().getMessage()))
          .text(row -> AvroJson.ofValue(row.getValue().getRunning()))
          .number(row -> row.getValue().getIntervalMillis())
          .execute();
    }
  }

  private static <V> @Nullable V cleaned(@Nullable V value, UnaryOperator<V> cleaning) {
    return value == null ? null : cleaning.apply(value);
  }

  private static <T> Function<Map.Entry<String, T>, @Nullable String> named(
      Function<T, String> value) {
    return row -> Clean.name(value.apply(row.getValue()));
  }
}
