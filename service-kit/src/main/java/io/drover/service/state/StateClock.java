package io.drover.service.state;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The state database's clock, carried on by this machine's monotonic clock between measurements, so
 * that instances on machines whose clocks differ agree on deadlines and heartbeats. Thread-safe.
 */
public final class StateClock extends Clock {
  private volatile Reading reading;

  private record Reading(Instant instant, long nanos) {
    Instant carriedOn() {
      return instant.plusNanos(System.nanoTime() - nanos);
    }
  }

  /** A clock that starts with this machine's own time, until the first {@link #synchronise}. */
  public StateClock() {
    this.reading = new Reading(Instant.now(), System.nanoTime());
  }

  /** Measures the state database's clock; the error is at most half of the round trip. */
  public void synchronise(StateDatabase state) throws SQLException {
    long before = System.nanoTime();
    Instant measured = state.now();
    long after = System.nanoTime();
    reading = new Reading(measured, before + (after - before) / 2);
  }

  @Override
  public Instant instant() {
    return reading.carriedOn();
  }

  /** Time left until the instant; negative when it has passed. */
  public Duration until(Instant instant) {
    return Duration.between(instant(), instant);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? this : Clock.fixed(instant(), zone);
  }
}
