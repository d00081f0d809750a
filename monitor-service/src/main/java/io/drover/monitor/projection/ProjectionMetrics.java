package io.drover.monitor.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What the projection counts. Thread-safe. */
public final class ProjectionMetrics {
  private final Counter events;
  private final Timer batches;
  private final AtomicLong lag = new AtomicLong();
  private final AtomicBoolean stalled = new AtomicBoolean();

  /** Registers {@code drover.projection.*}. */
  public ProjectionMetrics(MeterRegistry meters) {
    this.events =
        Counter.builder("drover.projection.events")
            .description("Records folded into the projection")
            .register(meters);
    this.batches =
        Timer.builder("drover.projection.batch")
            .description("Time to fold a batch")
            .register(meters);
    Gauge.builder("drover.projection.lag", lag, AtomicLong::doubleValue)
        .description("Records that wait to be folded")
        .register(meters);
    Gauge.builder("drover.projection.stalled", stalled, flag -> flag.get() ? 1 : 0)
        .description("1 while the projection does not get on")
        .register(meters);
  }

  void folded(int records, long nanos) {
    events.increment(records);
    batches.record(nanos, TimeUnit.NANOSECONDS);
  }

  void lag(long records) {
    lag.set(Math.max(0, records));
  }

  void stalled(boolean now) {
    stalled.set(now);
  }
}
