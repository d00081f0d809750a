package io.drover.monitor.absence;

import io.drover.monitor.absence.RecoveryView.Measure;
import io.drover.monitor.projection.Query;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Reads what recovery is measured on: of each database its own part of an index. Thread-safe. */
final class RecoveryQueries {
  /** A snapshot is the newest restorable state until the next one is committed, or until now. */
  static final String POINTS =
      """
      SELECT d.name, worst.operation_id, worst.millis, worst.many
      FROM unnest(?::text[]) AS d (name) CROSS JOIN LATERAL (
        SELECT operation_id, many,
          greatest(0, extract(epoch FROM coalesce(next_at, ?) - snapshot_at) * 1000)::bigint AS millis
        FROM (
          SELECT operation_id, snapshot_at, lead(committed_at) OVER taken AS next_at, count(*) OVER () AS many
          FROM recovery_points
          WHERE database = d.name AND snapshot_at > ?
            AND backup_id <> ALL (ARRAY(SELECT backup_id FROM backups WHERE database = d.name AND verdict = 'failed'))
          WINDOW taken AS (ORDER BY snapshot_at, operation_id)) AS points
        ORDER BY millis DESC, snapshot_at LIMIT 1) AS worst
      """;

  /** How long it takes to restore some tables, or a backup of some, says nothing of the whole. */
  static final String TIMES =
      """
      SELECT d.name, t.kind, t.operation_id, t.millis, t.age = 1 AS newest, t.rank = (t.many + 1) / 2 AS median, t.many
      FROM unnest(?::text[]) AS d (name) CROSS JOIN LATERAL (
        SELECT r.kind, r.operation_id, r.millis, count(*) OVER () AS many,
          row_number() OVER (ORDER BY r.ended_at DESC, r.kind, r.operation_id) AS age,
          row_number() OVER (ORDER BY r.millis, r.ended_at, r.kind, r.operation_id) AS rank
        FROM recovery_times AS r LEFT JOIN backups AS b USING (backup_id)
        WHERE r.database = d.name AND r.ended_at > ?
          AND (b.backup_id IS NULL
            OR ((b.body ->> 'partial') IS DISTINCT FROM 'true' AND r.tables >= (b.body ->> 'tables')::bigint))) AS t
      WHERE t.age = 1 OR t.rank = (t.many + 1) / 2
      """;

  private final StateDatabase state;

  RecoveryQueries(StateDatabase state) {
    this.state = state;
  }

  /**
   * The longest time for which no newer state could have been restored.
   *
   * @param operationId the backup that the time began with
   * @param backups on how many it was measured
   */
  record Worst(String operationId, long millis, int backups) {}

  /** How long restores took. */
  record Times(Measure newest, Measure median, int restores) {}

  /**
   * By database; those without a backup are missing.
   *
   * @param until end of the time that the newest backup stands for
   */
  Map<String, Worst> worstPoints(Collection<String> databases, Instant from, Instant until)
      throws SQLException {
    Map<String, Worst> byDatabase = new HashMap<>();
    Query.list(
            state,
            POINTS,
            row ->
                Map.entry(
                    row.getString("name"),
                    new Worst(
                        row.getString("operation_id"), row.getLong("millis"), row.getInt("many"))),
            databases,
            until,
            from)
        .forEach(each -> byDatabase.put(each.getKey(), each.getValue()));
    return byDatabase;
  }

  /** By database; those where nothing was restored are missing. */
  Map<String, Times> times(Collection<String> databases, Instant from) throws SQLException {
    Map<String, Times> byDatabase = new HashMap<>();
    Query.list(
            state,
            TIMES,
            row -> {
              Measure measure =
                  new Measure(
                      row.getLong("millis"), row.getString("kind"), row.getString("operation_id"));
              return new Row(
                  row.getString("name"),
                  measure,
                  row.getBoolean("newest"),
                  row.getBoolean("median"),
                  row.getInt("many"));
            },
            databases,
            from)
        .forEach(row -> byDatabase.merge(row.database(), row.times(), row::into));
    return byDatabase;
  }

  /** One row is the newest, the median, or both. */
  private record Row(
      String database, Measure measure, boolean newest, boolean median, int restores) {
    Times times() {
      return new Times(measure, measure, restores);
    }

    Times into(Times before, Times own) {
      return new Times(
          newest ? own.newest() : before.newest(),
          median ? own.median() : before.median(),
          restores);
    }
  }
}
