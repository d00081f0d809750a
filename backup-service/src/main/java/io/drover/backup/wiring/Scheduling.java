package io.drover.backup.wiring;

import io.drover.backup.schedule.DueRequests;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what is due: when something is, when the registry changes, and every five seconds. */
final class Scheduling implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduling.class);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final DueRequests requests;
  private final Clock clock;
  private final Semaphore changed = new Semaphore(0);
  private final Thread thread;

  private Scheduling(DueRequests requests, Clock clock) {
    this.requests = requests;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("drover-schedule").unstarted(this::run);
  }

  static Scheduling start(DueRequests requests, DatabaseRegistry registry, Clock clock) {
    Scheduling scheduling = new Scheduling(requests, clock);
    registry.onChange(scheduling.changed::release);
    scheduling.thread.start();
    return scheduling;
  }

  private void run() {
    try {
      while (true) {
        boolean _ = changed.tryAcquire(pause(look()).toMillis(), TimeUnit.MILLISECONDS);
        changed.drainPermits();
      }
    } catch (InterruptedException e) {
      // The service stops.
      return;
    }
  }

  private Optional<Instant> look() {
    try {
      return requests.round();
    } catch (SQLException | RuntimeException e) {
      LOG.warn("What is due was not requested; it will be: {}", e.toString());
      return Optional.empty();
    }
  }

  private Duration pause(Optional<Instant> next) {
    Duration until =
        next.map(at -> Duration.between(clock.instant(), at).plusMillis(1)).orElse(LONGEST);
    if (until.compareTo(LONGEST) > 0) {
      return LONGEST;
    }
    return until.compareTo(SHORTEST) < 0 ? SHORTEST : until;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
