package io.drover.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HealthView;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.Backup;
import io.drover.monitor.projection.HerdQueries.LastVerdict;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.projection.MigrationQueries.MigrationState;
import io.drover.monitor.projection.OperationQueries;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The registry and what is known of it, side by side. Thread-safe. */
public final class Overview {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DatabaseRegistry registry;
  private final Known.Queries queries;
  private final Clock clock;

  /** Reads the registry and the projection. */
  public Overview(
      DatabaseRegistry registry,
      HealthQueries health,
      HerdQueries herd,
      MigrationQueries migrations,
      AlertQueries alerts,
      OperationQueries operations,
      Clock clock) {
    this.registry = registry;
    this.queries = new Known.Queries(health, herd, migrations, alerts, operations);
    this.clock = clock;
  }

  /** Databases of the registry, and those that only events name, in the order of their names. */
  public List<DatabaseView> databases() throws SQLException {
    Known known = Known.now(queries);
    Set<String> names = new TreeSet<>(known.names());
    registry.all().forEach(entry -> names.add(entry.name()));
    return names.stream().map(name -> view(name, registry.find(name), known)).toList();
  }

  /** One of them. */
  public Optional<DatabaseView> database(String name) throws SQLException {
    return databases().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  private DatabaseView view(String name, Optional<DatabaseEntry> entry, Known known) {
    HealthView health = known.health().get(name);
    Backup backup = known.backups().get(name);
    LastVerdict verdict = known.verdicts().get(name);
    MigrationState migrations = known.migrations().get(name);
    return new DatabaseView(
        name,
        entry.map(one -> one.server().name()).orElse(null),
        entry.map(DatabaseEntry::labels).orElse(Map.of()),
        health == null ? "unknown" : health.status(),
        health == null ? "Not observed yet." : message(health),
        Known.of(health, HealthView::observedAt),
        health == null ? List.of() : health.checks(),
        health == null ? null : size(health),
        Known.of(backup, Backup::committedAt),
        Known.of(backup, Backup::backupId),
        backup == null ? null : copy(backup),
        backup == null ? null : age(backup.committedAt()),
        entry
            .map(one -> one.policy().recoveryPointObjective())
            .map(Duration::toMillis)
            .orElse(null),
        entry.map(this::schedules).orElse(List.of()),
        Known.of(verdict, LastVerdict::verdict),
        Known.of(verdict, LastVerdict::at),
        Known.of(verdict, LastVerdict::backupId),
        migrations == null ? null : migrations.version(),
        Known.of(migrations, MigrationState::pending),
        Known.of(migrations, MigrationState::observedAt),
        known.alerts().getOrDefault(name, 0L).intValue(),
        known.underWay().getOrDefault(name, List.of()));
  }

  private long age(Instant at) {
    return Math.max(0, Duration.between(at, clock.instant()).toMillis());
  }

  private List<ScheduleView> schedules(DatabaseEntry entry) {
    Instant now = clock.instant();
    return entry.policy().schedules().stream()
        .map(
            one ->
                new ScheduleView(
                    one.name(),
                    one.recurrence().upcoming(one.seed(entry.name()), now).orElse(null)))
        .toList();
  }

  private static String message(HealthView health) {
    return health.checks().stream()
        .filter(check -> !check.status().equals("ok") && check.status().equals(health.status()))
        .map(CheckView::message)
        .findFirst()
        .orElse("");
  }

  private static @Nullable Long size(HealthView health) {
    return health.checks().stream()
        .filter(check -> check.name().equals("size"))
        .map(CheckView::value)
        .filter(value -> value != null)
        .map(Double::longValue)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String copy(Backup backup) {
    try {
      JsonNode details = MAPPER.readTree(backup.details());
      return details.path("copyRepository").textValue();
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
