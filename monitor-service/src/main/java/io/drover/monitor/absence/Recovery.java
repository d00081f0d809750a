package io.drover.monitor.absence;

import io.drover.monitor.absence.RecoveryView.Measure;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Recovery point and recovery time of databases, measured on what was really backed up, restored
 * and verified. Thread-safe.
 */
public final class Recovery {
  private static final Duration WINDOW = Duration.ofDays(30);
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final RestorePoints points;
  private final RecoveryQueries measured;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** Reads the projection. */
  public Recovery(StateDatabase state, Clock clock) {
    this.points = new RestorePoints(state);
    this.measured = new RecoveryQueries(state);
    this.clock = clock;
  }

  private record Known(RecoveryView view, Instant at) {}

  /** Of one database, as it is now. */
  public RecoveryView of(String database) throws SQLException {
    return measure(List.of(database), clock.instant())
        .getOrDefault(database, view(null, null, null));
  }

  /**
   * Of all of these, at most a minute old: a herd is looked at often, and each database has
   * thousands of backups.
   */
  public Map<String, RecoveryView> of(Collection<String> databases) throws SQLException {
    Instant now = clock.instant();
    known.values().removeIf(one -> !now.isBefore(one.at().plus(FRESH)));
    Map<String, RecoveryView> views = new HashMap<>();
    for (String database : databases) {
      Known before = known.get(database);
      if (before != null) {
        views.put(database, before.view());
      }
    }
    List<String> others = databases.stream().filter(name -> !views.containsKey(name)).toList();
    if (!others.isEmpty()) {
      Map<String, RecoveryView> fresh = measure(others, now);
      fresh.forEach((name, view) -> known.put(name, new Known(view, now)));
      views.putAll(fresh);
    }
    return views;
  }

  private Map<String, RecoveryView> measure(List<String> databases, Instant now)
      throws SQLException {
    Instant from = now.minus(WINDOW);
    Map<String, RestorePoints.Point> newest = points.newest(databases);
    var worst = measured.worstPoints(databases, from, now.truncatedTo(ChronoUnit.MINUTES));
    var times = measured.times(databases, from);
    Map<String, RecoveryView> views = new HashMap<>();
    databases.forEach(
        name -> views.put(name, view(newest.get(name), worst.get(name), times.get(name))));
    return views;
  }

  private static RecoveryView view(
      RestorePoints.@Nullable Point point,
      RecoveryQueries.@Nullable Worst worst,
      RecoveryQueries.@Nullable Times times) {
    return new RecoveryView(
        point == null ? null : point.at(),
        point == null ? null : point.backupId(),
        point == null ? null : point.operationId(),
        worst == null ? null : new Measure(worst.millis(), "backup", worst.operationId()),
        worst == null ? 0 : worst.backups(),
        times == null ? null : times.newest(),
        times == null ? null : times.median(),
        times == null ? 0 : times.restores());
  }
}
