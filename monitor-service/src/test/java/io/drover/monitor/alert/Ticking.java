package io.drover.monitor.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves when it is told to. */
public final class Ticking extends Clock {
  private volatile Instant now;

  public Ticking(Instant start) {
    now = start;
  }

  /** Moves on and says where to. */
  public Instant on(Duration time) {
    now = now.plus(time);
    return now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
