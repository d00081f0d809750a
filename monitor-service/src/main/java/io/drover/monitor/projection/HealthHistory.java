package io.drover.monitor.projection;

import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Health over time, read from the tables. Thread-safe. */
public final class HealthHistory {
  /** Name of the series of the status itself: 0 ok, 1 warning, 2 critical; nothing for unknown. */
  public static final String STATUS = HealthTables.STATUS;

  private static final String SERIES =
      """
      SELECT to_timestamp(floor(extract(epoch FROM observed_at) / ?) * ?) AS at,
        min(least), sum(mean * many) / sum(many) AS mean, max(most)
      FROM (
        SELECT observed_at,
          CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 0)::float8 END AS least,
          CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 1)::float8 END AS mean,
          CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 2)::float8 END AS most,
          CASE WHEN span = 0 THEN 1 ELSE (value ->> 3)::float8 END AS many
        FROM (
          SELECT span, observed_at, measured -> ? AS value FROM health_samples
          WHERE database = ? AND source = ? AND observed_at >= ? AND observed_at < ?) AS sampled
        WHERE value IS NOT NULL) AS numbers
      GROUP BY at ORDER BY at
      """;
  private static final String NEWEST =
      """
      SELECT database, to_timestamp(floor(extract(epoch FROM observed_at) / ?) * ?) AS at,
        avg(CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 1)::float8 END) AS mean
      FROM (
        SELECT database, span, observed_at, measured -> ? AS value FROM health_samples
        WHERE database = ANY (?) AND source = '' AND observed_at >= ?) AS sampled
      WHERE value IS NOT NULL GROUP BY database, at ORDER BY database, at
      """;

  private final StateDatabase state;

  /** Reads the state database. */
  public HealthHistory(StateDatabase state) {
    this.state = state;
  }

  /** What was measured around an instant, in the unit of the check. */
  public record Point(Instant at, double least, double mean, double most) {}

  /**
   * A check over time.
   *
   * @param source who observed it; empty for Drover's monitor
   * @param most points at most; neighbours are put together
   */
  public List<Point> series(
      String database, String source, String check, Instant from, Instant to, int most)
      throws SQLException {
    double step = step(Duration.between(from, to), most);
    return Query.list(
        state,
        SERIES,
        row ->
            new Point(
                Query.instant(row, "at"),
                row.getDouble("min"),
                row.getDouble("mean"),
                row.getDouble("max")),
        step,
        step,
        check,
        database,
        source,
        from,
        to);
  }

  /** Means of a check of many databases since an instant, oldest first, for small pictures. */
  public Map<String, List<Double>> means(
      List<String> databases, String check, Instant from, Instant to, int most)
      throws SQLException {
    double step = step(Duration.between(from, to), most);
    Map<String, List<Double>> byDatabase = new LinkedHashMap<>();
    Query.list(
            state,
            NEWEST,
            row -> Map.entry(row.getString("database"), row.getDouble("mean")),
            step,
            step,
            check,
            databases.toArray(String[]::new),
            from)
        .forEach(
            one ->
                byDatabase
                    .computeIfAbsent(one.getKey(), name -> new ArrayList<>())
                    .add(one.getValue()));
    return byDatabase;
  }

  private static double step(Duration time, int most) {
    return Math.max(1, Math.ceil((double) time.toSeconds() / most));
  }
}
