package io.drover.monitor.probe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How long looks at servers and into databases take. */
final class ProbeMetrics {
  private final Timer answered;
  private final Timer silent;

  ProbeMetrics(MeterRegistry meters) {
    this.answered = timer(meters, "answered");
    this.silent = timer(meters, "silent");
  }

  void answered(long nanos) {
    answered.record(nanos, TimeUnit.NANOSECONDS);
  }

  void silent(long nanos) {
    silent.record(nanos, TimeUnit.NANOSECONDS);
  }

  private static Timer timer(MeterRegistry meters, String outcome) {
    return Timer.builder("drover.probe.duration")
        .description("Time of one look at a server or into a database")
        .tag("outcome", outcome)
        .register(meters);
  }
}
