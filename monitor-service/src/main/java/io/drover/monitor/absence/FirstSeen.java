package io.drover.monitor.absence;

import io.drover.monitor.projection.Query;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Since when something is known that no event dates. It is forgotten when it has not been seen for
 * a while; a monitor that stood still for less remembers.
 */
final class FirstSeen {
  private static final Duration REMEMBERED = Duration.ofDays(30);
  private static final String SEE =
      """
      INSERT INTO first_seen AS old (key, definition, first_at, newest_at)
      SELECT key, definition, ?, ? FROM unnest(?::text[], ?::text[]) AS new (key, definition)
      ON CONFLICT (key) DO UPDATE SET
        first_at = CASE WHEN old.definition = excluded.definition THEN old.first_at ELSE excluded.first_at END,
        definition = excluded.definition, newest_at = excluded.newest_at
      WHERE old.definition <> excluded.definition OR old.newest_at < excluded.newest_at - interval '1 hour'
      """;

  private final StateDatabase state;

  FirstSeen(StateDatabase state) {
    this.state = state;
  }

  /**
   * When each was seen first as it is now.
   *
   * @param prefix what the keys of this kind begin with; those that are not named are forgotten
   * @param definitions what each is like, by key; another definition is seen for the first time
   */
  Map<String, Instant> see(String prefix, Map<String, String> definitions, Instant now)
      throws SQLException {
    List<String> keys = definitions.keySet().stream().map(key -> prefix + key).toList();
    return state.inTransaction(
        connection -> {
          Query.list(
              state,
              "DELETE FROM first_seen WHERE starts_with(key, ?) AND (NOT key = ANY (?::text[]) OR"
                  + " newest_at < ?) RETURNING key",
              row -> row.getString(1),
              prefix,
              keys,
              now.minus(REMEMBERED));
          Query.list(
              state,
              SEE + " RETURNING key",
              row -> row.getString(1),
              now,
              now,
              keys,
              List.copyOf(definitions.values()));
          Map<String, Instant> first = new HashMap<>();
          Query.list(
                  state,
                  "SELECT key, first_at FROM first_seen WHERE starts_with(key, ?)",
                  row ->
                      Map.entry(
                          row.getString(1).substring(prefix.length()),
                          row.getObject(2, OffsetDateTime.class).toInstant()),
                  prefix)
              .forEach(each -> first.put(each.getKey(), each.getValue()));
          return first;
        });
  }
}
