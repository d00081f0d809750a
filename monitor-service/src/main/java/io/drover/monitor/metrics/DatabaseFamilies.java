package io.drover.monitor.metrics;

import io.drover.service.target.DatabaseEntry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the databases are. A database that has not been looked at for a while has the status unknown
 * and is neither up nor down.
 */
final class DatabaseFamilies {
  private static final List<String> STATUSES = List.of("ok", "warning", "critical", "unknown");
  private static final String REACHABLE = "reachable";

  private final Family info =
      new Family("drover_database", "1, with the server of the database", "database", "server");
  private final Family up =
      new Family(
          "drover_database_up",
          "1 if the database answered when it was last looked at, 0 if it did not",
          "database");
  private final Family status =
      new Family(
          "drover_database_health_status",
          "1 for the status that the database has, 0 for the others",
          "database",
          "status");
  private final Family observed =
      new Family(
          "drover_database_observed_timestamp_seconds",
          "When the database was last looked at",
          "database");
  private final Family values =
      new Family(
          "drover_check_value",
          "What a check measured, in the unit named",
          "database",
          "check",
          "unit",
          "source");
  private final Family levels =
      new Family(
          "drover_check_status",
          "0 ok, 1 warning, 2 critical, -1 skipped or unknown",
          "database",
          "check",
          "source");
  private final Family pending =
      new Family("drover_migrations_pending", "Migrations that wait to be applied", "database");

  private DatabaseFamilies() {}

  /**
   * @param stale after which time an observation says nothing any more
   */
  static Stream<MetricSnapshot> of(
      Collection<DatabaseEntry> databases,
      Figures figures,
      List<Figures.Check> checks,
      Duration stale) {
    DatabaseFamilies families = new DatabaseFamilies();
    Map<String, Figures.Health> health =
        figures.health().stream()
            .collect(
                Collectors.toMap(
                    Figures.Health::database, Function.identity(), (one, other) -> one));
    Instant since = figures.at().minus(stale);
    for (DatabaseEntry database : databases) {
      families.info.add(true, database.name(), database.server().name());
      families.health(database.name(), health.get(database.name()), since);
    }
    checks.stream().filter(check -> check.observedAt().isAfter(since)).forEach(families::check);
    figures
        .pending()
        .forEach(each -> families.pending.add((double) each.migrations(), each.database()));
    return Stream.concat(
        Stream.of(families.info.info()),
        Stream.of(
                families.up,
                families.status,
                families.observed,
                families.values,
                families.levels,
                families.pending)
            .map(Family::gauge));
  }

  private void health(String database, Figures.@Nullable Health health, Instant since) {
    boolean known = health != null && health.observedAt().isAfter(since);
    String now =
        health != null && known && STATUSES.contains(health.status()) ? health.status() : "unknown";
    STATUSES.forEach(each -> status.add(each.equals(now), database, each));
    if (health != null) {
      observed.add(Seconds.of(health.observedAt()), database);
    }
  }

  private void check(Figures.Check check) {
    values.add(check.value(), check.database(), check.name(), check.unit(), check.source());
    levels.add(level(check.status()), check.database(), check.name(), check.source());
    if (check.name().equals(REACHABLE) && check.source().isEmpty() && level(check.status()) >= 0) {
      up.add(level(check.status()) < 2, check.database());
    }
  }

  private static double level(String status) {
    return switch (status) {
      case "ok" -> 0;
      case "warning" -> 1;
      case "critical" -> 2;
      default -> -1;
    };
  }
}
