package io.drover.monitor.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drover.service.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Newest health, read from the tables. Thread-safe. */
public final class HealthQueries {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<CheckView>> CHECKS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Double>> MEASURED = new TypeReference<>() {};

  private static final String OF_ONE =
      """
      SELECT database, source, server, observed_at, status, checks, measured FROM database_health
      WHERE database = ? ORDER BY source
      """;

  /**
   * A row is another one as soon as who wrote it is, or where it lies; and VACUUM FULL may put a
   * row of the same batch where it lay.
   */
  private static final String ALL =
      """
      SELECT version, database, source, server, observed_at, status,
        CASE WHEN known.version IS NULL THEN checks END AS checks,
        CASE WHEN known.version IS NULL THEN measured END AS measured
      FROM (SELECT concat_ws(' ', xmin, ctid, database, source) AS version, * FROM database_health) AS health
        LEFT JOIN unnest(?::text[]) AS known (version) USING (version)
      ORDER BY database, source
      """;

  private static final String UNOBSERVED =
      """
      SELECT database FROM database_health
      WHERE source = '' AND observed_at < ? AND database <> ALL (?::text[]) ORDER BY database
      """;

  private final StateDatabase state;

  /** What was read last, by the rows' versions: of a large herd most is still so a moment later. */
  private volatile Map<String, HealthView> known = Map.of();

  /** Reads the state database. */
  public HealthQueries(StateDatabase state) {
    this.state = state;
  }

  /** Newest health by database, in the order of names. */
  public Map<String, HealthView> all() throws SQLException {
    Map<String, HealthView> before = known;
    Map<String, HealthView> now = new LinkedHashMap<>();
    Query.list(
            state,
            ALL,
            row -> {
              String version = row.getString("version");
              HealthView same = before.get(version);
              return Map.entry(version, same == null ? view(row) : same);
            },
            before.keySet())
        .forEach(one -> now.put(one.getKey(), one.getValue()));
    known = now;
    return byDatabase(now.values());
  }

  /** Newest health of one database; empty while it was not observed. */
  public Optional<HealthView> of(String database) throws SQLException {
    return Optional.ofNullable(
        byDatabase(Query.list(state, OF_ONE, HealthQueries::view, database)).get(database));
  }

  /** Databases that no monitor has observed since an instant, without these. */
  public List<String> unobserved(Instant since, Collection<String> without) throws SQLException {
    return Query.list(state, UNOBSERVED, row -> row.getString(1), since, without);
  }

  private static Map<String, HealthView> byDatabase(Collection<HealthView> views) {
    Map<String, HealthView> all = new LinkedHashMap<>();
    views.forEach(view -> all.merge(view.database(), view, HealthView::and));
    return all;
  }

  private static HealthView view(ResultSet row) throws SQLException {
    String source = row.getString("source");
    String server = row.getString("server");
    Map<String, Double> measured = parsed(row.getString("measured"), MEASURED, Map.of());
    List<CheckView> checks =
        parsed(row.getString("checks"), CHECKS, List.of()).stream()
            .map(check -> check.measured(measured.get(check.name()), source))
            .toList();
    return new HealthView(
        row.getString("database"),
        server.isEmpty() ? null : server,
        Query.instant(row, "observed_at"),
        row.getString("status"),
        checks);
  }

  private static <T> T parsed(String json, TypeReference<T> type, T otherwise) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      // Only the fold writes these columns.
      return otherwise;
    }
  }
}
