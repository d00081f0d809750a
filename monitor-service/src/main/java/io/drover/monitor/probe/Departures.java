package io.drover.monitor.probe;

import io.drover.bus.Publisher;
import io.drover.schemas.Topics;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.wiring.Rounds;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the health of databases that the registry no longer names from the topic. Another monitor
 * may have read the registry later: as long as any of them still observes a database, its health
 * stays. What others than monitors publish is theirs. Thread-safe.
 */
public final class Departures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
  private static final int MISSED_LOOKS = 3;
  private static final Duration MORE = Duration.ofMinutes(1);

  private final DatabaseRegistry registry;
  private final Observed observed;
  private final Publisher publisher;
  private final Clock clock;
  private final Duration interval;
  private final Rounds rounds = new Rounds();

  /** What monitors have published, as far as it was folded. */
  @FunctionalInterface
  public interface Observed {
    /**
     * Databases that no monitor has observed since, without these; none while that is not known.
     */
    List<String> before(Instant since, Collection<String> without) throws SQLException;
  }

  /**
   * Begins with {@link #start()}.
   *
   * @param interval from one look of a monitor to the next
   */
  public Departures(
      DatabaseRegistry registry,
      Observed observed,
      Publisher publisher,
      Clock clock,
      Duration interval) {
    this.registry = registry;
    this.observed = observed;
    this.publisher = publisher;
    this.clock = clock;
    this.interval = interval;
  }

  /** Looks once an interval; returns at once. */
  public void start() {
    Rounds _ = rounds.every(interval, "databases that left the registry", this::look);
  }

  /** Looks once. What is published twice changes nothing. */
  void look() throws SQLException {
    Instant since = clock.instant().minus(interval.multipliedBy(MISSED_LOOKS)).minus(MORE);
    List<String> names = registry.all().stream().map(DatabaseEntry::name).toList();
    for (String gone : observed.before(since, names)) {
      LOG.info("{} is no longer in the registry: its health is removed", gone);
      remove(gone);
      remove(gone + HealthPublisher.HEARTBEAT);
    }
  }

  private void remove(String key) {
    var _ =
        publisher
            .tombstone(Topics.DATABASE_HEALTH, key)
            .whenComplete(
                (at, failure) -> {
                  if (failure != null) {
                    LOG.warn("health of {} not removed: {}", key, failure.getMessage());
                  }
                });
  }

  @Override
  public void close() {
    rounds.close();
  }
}
