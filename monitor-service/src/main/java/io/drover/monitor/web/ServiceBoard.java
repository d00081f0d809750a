package io.drover.monitor.web;

import io.drover.monitor.projection.HerdQueries;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The services as their heartbeats show them. Thread-safe. */
public final class ServiceBoard {
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MISSED_HEARTBEATS = 3;

  private final HerdQueries herd;
  private final Clock clock;

  /** Reads the projection. */
  public ServiceBoard(HerdQueries herd, Clock clock) {
    this.herd = herd;
    this.clock = clock;
  }

  /** Instances that were heard of within the hour. */
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
}
