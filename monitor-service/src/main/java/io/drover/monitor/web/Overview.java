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
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The registry and what is known of it, side by side. Thread-safe. */
public final class Overview {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Registry and clock move without a change of the projection. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final DatabaseRegistry registry;
  private final Known.Queries queries;
  private final LongSupplier changes;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Seen newest;

  /**
   * Reads the registry and the projection.
   *
   * @param changes as long as its number stays, what was read before is still so
   */
  public Overview(
      DatabaseRegistry registry, Known.Queries queries, LongSupplier changes, Clock clock) {
    this.registry = registry;
    this.queries = queries;
    this.changes = changes;
    this.clock = clock;
  }

  /** What was read at one moment. */
  private record Seen(long changes, Instant at, Map<String, DatabaseView> databases) {}

  /** Databases of the registry, and those that only events name, in the order of their names. */
  public List<DatabaseView> databases() throws SQLException {
    return List.copyOf(seen().databases().values());
  }

  /** One of them. */
  public Optional<DatabaseView> database(String name) throws SQLException {
    return Optional.ofNullable(seen().databases().get(name));
  }

  /** Many who ask at once are answered from one reading. */
  private Seen seen() throws SQLException {
    reading.lock();
    try {
      Seen last = newest;
      long now = changes.getAsLong();
      Instant at = clock.instant();
      if (last != null && last.changes() == now && at.isBefore(last.at().plus(LONGEST))) {
        return last;
      }
      Seen fresh = new Seen(now, at, read());
      newest = fresh;
      return fresh;
    } finally {
      reading.unlock();
    }
  }

  private Map<String, DatabaseView> read() throws SQLException {
    Known known = Known.now(queries);
    Set<String> names = new TreeSet<>(known.names());
    registry.all().forEach(entry -> names.add(entry.name()));
    Map<String, DatabaseView> views = new LinkedHashMap<>();
    names.forEach(name -> views.put(name, view(name, registry.find(name), known)));
    return views;
  }

  private DatabaseView view(String name, Optional<DatabaseEntry> entry, Known known) {
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
        known.underWay().getOrDefault(name, List.of()));
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
