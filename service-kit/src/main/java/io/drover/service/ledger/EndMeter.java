package io.drover.service.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Counts and times how operations end: {@code drover.operations} and {@code
 * drover.operations.duration}, by kind and outcome. Thread-safe.
 */
public final class EndMeter {
  private final MeterRegistry meters;

  public EndMeter(MeterRegistry meters) {
    this.meters = meters;
  }

  /**
   * @param lasted from acceptance to the end
   */
  void ended(String kind, OperationState outcome, Duration lasted) {
    meters.counter("drover.operations", "kind", kind, "outcome", outcome.word()).increment();
    Timer.builder("drover.operations.duration")
        .tags("kind", kind, "outcome", outcome.word())
        .register(meters)
        .record(lasted.isNegative() ? Duration.ZERO : lasted);
  }
}
