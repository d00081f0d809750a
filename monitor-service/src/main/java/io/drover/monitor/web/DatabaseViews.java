package io.drover.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.monitor.projection.AlertQueries.AlertView;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.HealthView;
import io.drover.monitor.projection.HerdQueries.Backup;
import io.drover.monitor.projection.HerdQueries.LastVerdict;
import io.drover.monitor.projection.MigrationQueries.MigrationState;
import io.drover.service.target.DatabaseEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what is shown of a database. Thread-safe. */
final class DatabaseViews {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Clock clock;

  DatabaseViews(Clock clock) {
    this.clock = clock;
  }

  /**
   * One of them, without what is measured of its recovery.
   *
   * @param entry empty when the registry does not name it
   */
  DatabaseView of(String name, Optional<DatabaseEntry> entry, Known known) {
    HealthView health = known.health().get(name);
    Backup backup = known.backups().get(name);
    LastVerdict verdict = known.verdicts().get(name);
    MigrationState migrations = known.migrations().get(name);
    List<AlertView> alerts = known.alerts().getOrDefault(name, List.of());
    Worst worst = Worst.of(health, alerts);
    return new DatabaseView(
        name,
        entry.map(one -> one.server().name()).orElse(null),
        entry.map(DatabaseEntry::labels).orElse(Map.of()),
        worst.status(),
        worst.message(),
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
        alerts.size(),
        known.underWay().getOrDefault(name, List.of()),
        null);
  }

  /** To the minute, so that an answer stays the same while nothing happens. */
  private long age(Instant at) {
    return Duration.ofMinutes(Math.max(0, Duration.between(at, clock.instant()).toMinutes()))
        .toMillis();
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
