package io.drover.monitor.metrics;

import io.drover.service.target.DatabaseEntry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the databases are. A database that has not been looked at for a while has the status unknown
 * and is neither up nor down.
 */
final class DatabaseFamilies {
  private static final String UNKNOWN = "unknown";
  private static final List<String> WORST_FIRST =
      List.of("critical", "warning", UNKNOWN, "busy", "ok");
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
  private final Family failed =
      new Family(
          "drover_migrations_failed",
          "Migrations that failed and have not been mended",
          "database");

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
    Map<String, List<Figures.Health>> health =
        figures.health().stream().collect(Collectors.groupingBy(Figures.Health::database));
    Instant since = figures.at().minus(stale);
    for (DatabaseEntry database : databases) {
      families.info.add(true, database.name(), database.server().name());
      families.health(database.name(), health.getOrDefault(database.name(), List.of()), since);
    }
    checks.stream().filter(check -> check.observedAt().isAfter(since)).forEach(families::check);
    for (Figures.Migrations each : figures.migrations()) {
      families.pending.add((double) each.pending(), each.database());
      families.failed.add((double) each.failed(), each.database());
    }
    return Stream.concat(
        Stream.of(families.info.info()),
        Stream.of(
                families.up,
                families.status,
                families.observed,
                families.values,
                families.levels,
                families.pending,
                families.failed)
            .map(Family::gauge));
  }

  /** The worst that an observer says; whoever has not looked for a while does not know. */
  private void health(String database, List<Figures.Health> observers, Instant since) {
    List<String> said =
        observers.stream()
            .map(each -> each.observedAt().isAfter(since) ? each.status() : UNKNOWN)
            .map(each -> WORST_FIRST.contains(each) ? each : UNKNOWN)
            .toList();
    String now = WORST_FIRST.stream().filter(said::contains).findFirst().orElse(UNKNOWN);
    WORST_FIRST.forEach(each -> status.add(each.equals(now), database, each));
    observers.stream()
        .map(Figures.Health::observedAt)
        .max(Comparator.naturalOrder())
        .ifPresent(newest -> observed.add(Seconds.of(newest), database));
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
