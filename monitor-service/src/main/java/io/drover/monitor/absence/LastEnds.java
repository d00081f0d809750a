package io.drover.monitor.absence;

import io.drover.monitor.projection.Query;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How the newest operation of a kind on each database ended. */
final class LastEnds {
  private static final String SQL =
      """
      SELECT d.name, o.operation_id, o.state, o.changed_at, o.failure_code, o.failure_message, o.failure_remedy
      FROM unnest(?::text[]) AS d (name) CROSS JOIN LATERAL (
        SELECT * FROM operations WHERE database = d.name AND kind = ? AND terminal AND state <> 'refused'
          AND first_at > ?
        ORDER BY first_at DESC LIMIT 1) AS o
      """;

  private final StateDatabase state;

  LastEnds(StateDatabase state) {
    this.state = state;
  }

  /** An end; what a failure says is empty where there was none. */
  record End(
      String operationId, String state, Instant at, String code, String message, String remedy) {
    boolean failed() {
      return state.equals("failed");
    }
  }

  /** By database, of what was asked for after the instant. */
  Map<String, End> of(String kind, Collection<String> databases, Instant after)
      throws SQLException {
    Map<String, End> byDatabase = new HashMap<>();
    Query.list(
            state,
            SQL,
            row ->
                Map.entry(
                    row.getString("name"),
                    new End(
                        row.getString("operation_id"),
                        row.getString("state"),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                        Query.text(row, "failure_code"),
                        Query.text(row, "failure_message"),
                        Query.text(row, "failure_remedy"))),
            databases,
            kind,
            after)
        .forEach(each -> byDatabase.put(each.getKey(), each.getValue()));
    return byDatabase;
  }
}
