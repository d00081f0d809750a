package io.drover.monitor.web;

import io.drover.monitor.absence.Recovery;
import io.drover.monitor.absence.RecoveryView;
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
  /** Registry and clock move without a change of the projection. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final DatabaseRegistry registry;
  private final Known.Queries queries;
  private final Recovery recovery;
  private final LongSupplier changes;
  private final Clock clock;
  private final DatabaseViews views;
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Seen newest;

  /**
   * Reads the registry and the projection.
   *
   * @param changes as long as its number stays, what was read before is still so
   */
  public Overview(
      DatabaseRegistry registry,
      Known.Queries queries,
      Recovery recovery,
      LongSupplier changes,
      Clock clock) {
    this.registry = registry;
    this.queries = queries;
    this.recovery = recovery;
    this.changes = changes;
    this.clock = clock;
    this.views = new DatabaseViews(clock);
  }

  /**
   * What was read at one moment.
   *
   * @param herd the databases of the registry, and those that someone observes
   * @param byName these, and those of which only backups are left
   */
  private record Seen(
      long changes, Instant at, List<DatabaseView> herd, Map<String, DatabaseView> byName) {}

  /**
   * Databases of the registry, and those that someone observes all the same, in the order of their
   * names; what is measured of their recovery is added by {@link #measured}.
   */
  public List<DatabaseView> databases() throws SQLException {
    return seen().herd();
  }

  /** The same databases with what is measured of their recovery, at most a minute ago. */
  public List<DatabaseView> measured(List<DatabaseView> databases) throws SQLException {
    Map<String, RecoveryView> found =
        recovery.of(databases.stream().map(DatabaseView::name).toList());
    return databases.stream().map(one -> one.with(found.get(one.name()))).toList();
  }

  /** One of them, or one of which only backups are left, with its recovery as it is now. */
  public Optional<DatabaseView> database(String name) throws SQLException {
    DatabaseView found = seen().byName().get(name);
    return found == null ? Optional.empty() : Optional.of(found.with(recovery.of(name)));
  }

  /** Whether there is one of this name. */
  boolean knows(String name) throws SQLException {
    return seen().byName().containsKey(name);
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
      Seen fresh = read(now, at);
      newest = fresh;
      return fresh;
    } finally {
      reading.unlock();
    }
  }

  private Seen read(long change, Instant at) throws SQLException {
    Known known = Known.now(queries);
    Set<String> names = new TreeSet<>(known.names());
    registry.all().forEach(entry -> names.add(entry.name()));
    Map<String, DatabaseView> byName = new LinkedHashMap<>();
    names.forEach(name -> byName.put(name, views.of(name, registry.find(name), known)));
    List<DatabaseView> herd =
        byName.values().stream()
            .filter(one -> one.server() != null || one.observedAt() != null)
            .toList();
    return new Seen(change, at, herd, byName);
  }
}
