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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Newest health, read from the tables. Thread-safe. */
public final class HealthQueries {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<CheckView>> CHECKS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Double>> MEASURED = new TypeReference<>() {};
  private static final String ALL =
      "SELECT database, source, server, observed_at, status, checks, measured FROM database_health";

  private static final String UNOBSERVED =
      """
      SELECT database FROM database_health
      WHERE source = '' AND observed_at < ? AND database <> ALL (?::text[]) ORDER BY database
      """;

  private final StateDatabase state;

  /** What was read last, as most of it is still so: checks are long, and change seldom. */
  private volatile Map<String, List<CheckView>> known = Map.of();

  /** Reads the state database. */
  public HealthQueries(StateDatabase state) {
    this.state = state;
  }

  /** Newest health by database, in the order of names. */
  public Map<String, HealthView> all() throws SQLException {
    Map<String, List<CheckView>> before = known;
    Map<String, List<CheckView>> now = new HashMap<>();
    List<HealthView> views =
        Query.list(
            state,
            ALL + " ORDER BY database, source",
            row -> {
              String checks = row.getString("checks");
              List<CheckView> last = before.get(checks);
              List<CheckView> read = last == null ? parsed(checks, CHECKS, List.of()) : last;
              now.put(checks, read);
              return view(row, read);
            });
    known = now;
    return byDatabase(views);
  }

  /** Newest health of one database; empty while it was not observed. */
  public Optional<HealthView> of(String database) throws SQLException {
    return Optional.ofNullable(
        byDatabase(
                Query.list(
                    state,
                    ALL + " WHERE database = ? ORDER BY source",
                    row -> view(row, parsed(row.getString("checks"), CHECKS, List.of())),
                    database))
            .get(database));
  }

  /** Databases that no monitor has observed since an instant, without these. */
  public List<String> unobserved(Instant since, Collection<String> without) throws SQLException {
    return Query.list(state, UNOBSERVED, row -> row.getString(1), since, without);
  }

  private static Map<String, HealthView> byDatabase(List<HealthView> views) {
    Map<String, HealthView> all = new LinkedHashMap<>();
    views.forEach(view -> all.merge(view.database(), view, HealthView::and));
    return all;
  }

  private static HealthView view(ResultSet row, List<CheckView> read) throws SQLException {
    String source = row.getString("source");
    String server = row.getString("server");
    Map<String, Double> measured = parsed(row.getString("measured"), MEASURED, Map.of());
    List<CheckView> checks =
        read.stream().map(check -> check.measured(measured.get(check.name()), source)).toList();
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
