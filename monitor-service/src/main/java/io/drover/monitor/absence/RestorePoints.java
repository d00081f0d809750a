package io.drover.monitor.absence;

import io.drover.monitor.projection.Query;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest state that each database could be put back to: the snapshot of its newest whole backup
 * that was made here and has not failed a verification.
 */
final class RestorePoints {
  private static final String SQL =
      """
      SELECT d.name, b.backup_id, b.started_at, b.committed_at, o.operation_id
      FROM unnest(?::text[]) AS d (name) CROSS JOIN LATERAL (
        SELECT backup_id, committed_at, operation_id,
          CASE WHEN body ->> 'startedAt' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T' THEN (body ->> 'startedAt')::timestamptz END
            AS started_at
        FROM backups
        WHERE database = d.name AND whole AND verdict IS DISTINCT FROM 'failed'
        ORDER BY committed_at DESC LIMIT 1) AS b
      LEFT JOIN operations AS o ON o.kind = 'backup' AND o.operation_id = b.operation_id
      """;

  private final StateDatabase state;

  RestorePoints(StateDatabase state) {
    this.state = state;
  }

  /**
   * A state that can be restored.
   *
   * @param operationId the backup's; null when the topics no longer hold it
   * @param at of the snapshot
   * @param committedAt from when on it could be restored
   */
  record Point(String backupId, @Nullable String operationId, Instant at, Instant committedAt) {}

  /** By database; those without any are missing. */
  Map<String, Point> newest(Collection<String> databases) throws SQLException {
    Map<String, Point> byDatabase = new HashMap<>();
    Query.list(
            state,
            SQL,
            row -> {
              Instant committed = row.getObject("committed_at", OffsetDateTime.class).toInstant();
              Instant started = Query.instantOrNull(row, "started_at");
              return Map.entry(
                  row.getString("name"),
                  new Point(
                      row.getString("backup_id"),
                      row.getString("operation_id"),
                      started == null ? committed : started,
                      committed));
            },
            databases)
        .forEach(each -> byDatabase.put(each.getKey(), each.getValue()));
    return byDatabase;
  }
}
