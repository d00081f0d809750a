package io.drover.monitor.absence;

import io.drover.monitor.projection.Query;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recovery point and recovery time of each database of the registry, measured on what was really
 * backed up, restored and verified. Thread-safe. The measurement is at most a minute old, since it
 * reads all operations of a month.
 */
public final class Recovery {
  private static final Duration WINDOW = Duration.ofDays(30);
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** A snapshot is the newest restorable state until the next backup is committed, or until now. */
  private static final String POINTS =
      """
      SELECT database, count(*) AS backups, max(gap) AS gap FROM (
        SELECT database, first_at,
          (extract(epoch FROM coalesce(lead(changed_at) OVER w, ?) - started_at) * 1000)::bigint AS gap
        FROM operations
        WHERE kind = 'backup' AND state = 'succeeded' AND first_at > ? AND started_at IS NOT NULL
          AND (result ->> 'partial') IS DISTINCT FROM 'true' AND (result ->> 'reused') IS DISTINCT FROM 'true'
        WINDOW w AS (PARTITION BY database ORDER BY started_at, operation_id)) AS gaps
      GROUP BY database
      """;

  private static final String TIMES =
      """
      SELECT database, count(*) AS restores, percentile_disc(0.5) WITHIN GROUP (ORDER BY millis) AS median,
        (array_agg(millis ORDER BY changed_at DESC))[1] AS newest
      FROM (
        SELECT database, changed_at,
          CASE WHEN kind = 'verify' THEN result ->> 'restoreMillis' ELSE result ->> 'durationMillis' END AS text
        FROM operations WHERE kind IN ('restore', 'verify') AND state = 'succeeded' AND first_at > ?
          AND (result ->> 'mode') IS DISTINCT FROM 'undo') AS ended,
        LATERAL (SELECT CASE WHEN text ~ '^[0-9]{1,15}$' THEN text::bigint END AS millis) AS number
      WHERE millis IS NOT NULL GROUP BY database
      """;

  private final StateDatabase state;
  private final DatabaseRegistry registry;
  private final RestorePoints points;
  private final Clock clock;
  private volatile @Nullable Measured last;

  /** Reads the projection. */
  public Recovery(StateDatabase state, DatabaseRegistry registry, Clock clock) {
    this.state = state;
    this.registry = registry;
    this.points = new RestorePoints(state);
    this.clock = clock;
  }

  private record Measured(Instant at, Map<String, RecoveryView> views) {}

  private record Gap(int backups, long worst) {}

  private record Time(int restores, long median, long newest) {}

  /** By database; every database of the registry is there. */
  public Map<String, RecoveryView> all() throws SQLException {
    Instant now = clock.instant();
    Measured known = last;
    if (known != null && Duration.between(known.at(), now).compareTo(FRESH) < 0) {
      return known.views();
    }
    Map<String, RecoveryView> views = measure(now);
    last = new Measured(now, views);
    return views;
  }

  private Map<String, RecoveryView> measure(Instant now) throws SQLException {
    Instant from = now.minus(WINDOW);
    List<String> names = registry.all().stream().map(DatabaseEntry::name).toList();
    Map<String, RestorePoints.Point> newest = points.newest(names);
    Map<String, Gap> gaps = new HashMap<>();
    Query.list(
            state,
            POINTS,
            row ->
                Map.entry(
                    row.getString("database"), new Gap(row.getInt("backups"), row.getLong("gap"))),
            now,
            from)
        .forEach(each -> gaps.put(each.getKey(), each.getValue()));
    Map<String, Time> times = new HashMap<>();
    Query.list(
            state,
            TIMES,
            row ->
                Map.entry(
                    row.getString("database"),
                    new Time(row.getInt("restores"), row.getLong("median"), row.getLong("newest"))),
            from)
        .forEach(each -> times.put(each.getKey(), each.getValue()));
    Map<String, RecoveryView> views = new HashMap<>();
    names.forEach(
        name -> views.put(name, view(name, newest.get(name), gaps.get(name), times.get(name))));
    return Map.copyOf(views);
  }

  private static RecoveryView view(
      String database,
      RestorePoints.@Nullable Point point,
      @Nullable Gap gap,
      @Nullable Time time) {
    return new RecoveryView(
        database,
        point == null ? null : point.at(),
        point == null ? null : point.backupId(),
        gap == null ? null : gap.worst(),
        gap == null ? 0 : gap.backups(),
        time == null ? null : time.newest(),
        time == null ? null : time.median(),
        time == null ? 0 : time.restores());
  }
}
