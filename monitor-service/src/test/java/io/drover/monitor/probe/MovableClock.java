package io.drover.monitor.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The machine's clock, set to another time. Thread-safe. */
final class MovableClock extends Clock {
  private final AtomicReference<Duration> ahead;

  MovableClock(Instant now) {
    this.ahead = new AtomicReference<>(Duration.between(Instant.now(), now));
  }

  void advance(Duration time) {
    var _ = ahead.updateAndGet(time::plus);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("It is always in UTC.");
  }
}
