package io.drover.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.Backup;
import io.drover.monitor.projection.HerdQueries.Health;
import io.drover.monitor.projection.HerdQueries.LastVerdict;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The registry and what is known of it, side by side. Thread-safe. */
public final class Overview {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MISSED_HEARTBEATS = 3;

  private final DatabaseRegistry registry;
  private final HerdQueries herd;
  private final Clock clock;

  /** Reads the registry and the projection. */
  public Overview(DatabaseRegistry registry, HerdQueries herd, Clock clock) {
    this.registry = registry;
    this.herd = herd;
    this.clock = clock;
  }

  /** Databases of the registry, and those that only events name. */
  public List<DatabaseView> databases() throws SQLException {
    Map<String, Health> health = herd.health();
    Map<String, Backup> backups = herd.newestBackups();
    Map<String, LastVerdict> verdicts = herd.newestVerdicts();
    TreeSet<String> names = new TreeSet<>(health.keySet());
    names.addAll(backups.keySet());
    registry.all().forEach(entry -> names.add(entry.name()));
    return names.stream()
        .map(
            name ->
                view(
                    name,
                    registry.find(name),
                    health.get(name),
                    backups.get(name),
                    verdicts.get(name)))
        .toList();
  }

  /**
   * Instances that were heard of within the hour, or that are still the newest of their service.
   */
  public List<ServiceView> services() throws SQLException {
    Instant now = clock.instant();
    return herd.services().stream()
        .filter(one -> one.observedAt().isAfter(now.minus(REMEMBERED)))
        .map(one -> view(one, now))
        .toList();
  }

  private static ServiceView view(HerdQueries.Service one, Instant now) {
    Duration silence = Duration.between(one.observedAt(), now);
    boolean stopped = one.status().equals("stopping");
    boolean silent = silence.toMillis() / MISSED_HEARTBEATS > Math.max(1000, one.intervalMillis());
    return new ServiceView(
        one.instance(),
        one.service(),
        one.version(),
        one.startedAt(),
        one.observedAt(),
        silent && !stopped ? "silent" : one.status(),
        one.message(),
        one.running());
  }

  private DatabaseView view(
      String name,
      Optional<DatabaseEntry> entry,
      @Nullable Health health,
      @Nullable Backup backup,
      @Nullable LastVerdict verdict) {
    JsonNode checks = parsed(health == null ? "[]" : health.checks());
    JsonNode size = check(checks, "size");
    return new DatabaseView(
        name,
        entry.map(one -> one.server().name()).orElse(null),
        entry.map(DatabaseEntry::labels).orElse(Map.of()),
        health == null ? "unknown" : health.status(),
        health == null ? "Not observed yet." : message(checks, health.status()),
        health == null ? null : health.observedAt(),
        health == null ? "[]" : health.checks(),
        size.path("value").isNumber() ? size.path("value").asLong() : null,
        backup == null ? null : backup.committedAt(),
        backup == null ? null : backup.backupId(),
        backup == null ? null : parsed(backup.details()).path("copyRepository").textValue(),
        backup == null
            ? null
            : Math.max(0, Duration.between(backup.committedAt(), clock.instant()).toMillis()),
        entry
            .map(one -> one.policy().recoveryPointObjective())
            .map(Duration::toMillis)
            .orElse(null),
        entry.map(this::schedules).orElse(List.of()),
        verdict == null ? null : verdict.verdict(),
        verdict == null ? null : verdict.at(),
        verdict == null ? null : verdict.backupId());
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

  private static String message(JsonNode checks, String status) {
    for (JsonNode check : checks) {
      if (!status.equals("ok") && check.path("status").asText().equals(status)) {
        return check.path("message").asText();
      }
    }
    return "";
  }

  private static JsonNode check(JsonNode checks, String name) {
    for (JsonNode check : checks) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    return MAPPER.missingNode();
  }

  private static JsonNode parsed(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return MAPPER.createArrayNode();
    }
  }
}
