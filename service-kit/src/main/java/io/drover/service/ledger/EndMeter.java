package io.drover.service.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Counts and times how operations of this instance end: {@code drover.service.operations} and
 * {@code drover.service.operation.duration}, by kind and outcome. Thread-safe.
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
    Counter.builder("drover.service.operations")
        .description("Operations that this instance has ended")
        .tags("kind", kind, "outcome", outcome.word())
        .register(meters)
        .increment();
    Timer.builder("drover.service.operation.duration")
        .description("How long they took from acceptance to end")
        .tags("kind", kind, "outcome", outcome.word())
        .register(meters)
        .record(lasted.isNegative() ? Duration.ZERO : lasted);
  }
}
