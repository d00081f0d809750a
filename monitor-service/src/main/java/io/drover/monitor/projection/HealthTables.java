package io.drover.monitor.projection;

import io.drover.monitor.projection.HealthBatch.Observer;
import io.drover.monitor.projection.HealthBatch.Sample;
import io.drover.schemas.DatabaseHealth;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The newest health of each database by observer, and samples of it over time. Whole observations
 * and heartbeats lie in different partitions: their instants order them.
 */
final class HealthTables {
  /** Name under which the status itself is sampled: 0 ok, 1 warning, 2 critical, none unknown. */
  static final String STATUS = "status";

  private static final Map<String, Double> LEVELS =
      Map.of("ok", 0.0, "warning", 1.0, "critical", 2.0);
  private static final String GONE =
      "DELETE FROM database_health WHERE (database, source) IN (SELECT * FROM unnest(?, ?))";

  /** What no whole observation has come to. */
  private static final String FADED = GONE + " AND changed_at = '0001-01-01Z'";

  private static final String WHOLE =
      """
      INSERT INTO database_health AS old (
        database, source, server, observed_at, changed_at, status, checks, measured)
      SELECT database, source, server, observed_at, observed_at, status, checks::json, '{}'
      FROM unnest(?, ?, ?, ?, ?, ?) AS new (database, source, server, observed_at, status, checks)
      ON CONFLICT (database, source) DO UPDATE SET
        (server, observed_at, changed_at, status, checks, measured)
        = (excluded.server, greatest(old.observed_at, excluded.observed_at), excluded.changed_at, excluded.status,
           excluded.checks, CASE WHEN old.observed_at > excluded.observed_at THEN old.measured ELSE '{}' END)
      WHERE excluded.changed_at >= old.changed_at
      """;
  private static final String BEATS =
      """
      INSERT INTO database_health AS old (
        database, source, server, observed_at, changed_at, status, checks, measured)
      SELECT database, source, '', observed_at, '0001-01-01Z', status, '[]', measured::jsonb
      FROM unnest(?, ?, ?, ?, ?) AS new (database, source, observed_at, status, measured)
      ON CONFLICT (database, source) DO UPDATE SET (observed_at, measured) = (excluded.observed_at, excluded.measured)
      WHERE excluded.observed_at > old.observed_at
      """;
  private static final String SAMPLES =
      """
      INSERT INTO health_samples (database, source, span, observed_at, measured)
      SELECT database, source, 0, observed_at, measured::jsonb
      FROM unnest(?, ?, ?, ?) AS new (database, source, observed_at, measured)
      WHERE observed_at >= coalesce((SELECT up_to FROM health_condensed WHERE span = 0), '-infinity')
      ON CONFLICT DO NOTHING
      """;

  private HealthTables() {}

  static void merge(Connection connection, List<Arrival> arrivals) throws SQLException {
    HealthBatch batch = HealthBatch.of(arrivals);
    remove(connection, GONE, batch.gone());
    whole(connection, batch.whole());
    beats(connection, batch.beats().values());
    remove(connection, FADED, batch.faded());
    samples(connection, batch.samples());
  }

  private static void remove(Connection connection, String sql, Set<Observer> observers)
      throws SQLException {
    if (!observers.isEmpty()) {
      try (var columns = new Columns<>(connection, sql, observers)) {
        columns.text(Observer::database).text(Observer::source).execute();
      }
    }
  }

  private static void whole(Connection connection, Map<Observer, DatabaseHealth> whole)
      throws SQLException {
    try (var columns = new Columns<>(connection, WHOLE, whole.entrySet())) {
      columns
          .text(row -> row.getKey().database())
          .text(row -> row.getKey().source())
          .text(row -> Clean.name(row.getValue().getServer()))
          .instant(row -> at(row.getValue().getObservedAt()))
          .text(row -> Clean.name(row.getValue().getStatus()))
          .text(row -> AvroJson.ofValue(row.getValue().getChecks()))
          .execute();
    }
  }

  private static void beats(Connection connection, Collection<Sample> beats) throws SQLException {
    try (var columns = new Columns<>(connection, BEATS, beats)) {
      columns
          .text(row -> row.by().database())
          .text(row -> row.by().source())
          .instant(Sample::at)
          .text(row -> Clean.name(row.status()))
          .text(row -> numbers(row.measured()))
          .execute();
    }
  }

  private static void samples(Connection connection, List<Sample> samples) throws SQLException {
    try (var columns = new Columns<>(connection, SAMPLES, samples)) {
      columns
          .text(row -> row.by().database())
          .text(row -> row.by().source())
          .instant(Sample::at)
          .text(
              row -> {
                Map<String, Double> all = new TreeMap<>(row.measured());
                Double level = LEVELS.get(row.status());
                if (level != null) {
                  all.put(STATUS, level);
                }
                return numbers(all);
              })
          .execute();
    }
  }

  /** JSON knows no infinite numbers. */
  private static String numbers(Map<String, Double> values) {
    Map<String, Double> finite = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            finite.put(Clean.name(name), value);
          }
        });
    return AvroJson.ofValue(finite);
  }

  private static Instant at(Instant observed) {
    return Clean.instant(observed);
  }
}
