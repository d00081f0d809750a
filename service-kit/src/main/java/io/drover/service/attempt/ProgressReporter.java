package io.drover.service.attempt;

import io.drover.bus.Envelope;
import io.drover.bus.Publisher;
import io.drover.bus.Traceparent;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import io.drover.schemas.Topics;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.Progress;
import io.drover.service.state.StateClock;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes progress outside the outbox, at most twice a second, and never makes the work wait for
 * it.
 */
final class ProgressReporter implements Progress {
  private static final long INTERVAL = 500_000_000L;
  private static final double SMOOTHING = 0.3;

  private final Publisher publisher;
  private final StateClock clock;
  private final RunningOperation operation;
  private String phase = "starting";
  private String unit = "";
  private long total;
  private long done;
  private long toldAt = System.nanoTime() - INTERVAL;
  private long toldDone;
  private double rate;
  private RemainingTime remaining = new RemainingTime(0, toldAt);
  private final AtomicBoolean publishing = new AtomicBoolean();

  ProgressReporter(Publisher publisher, StateClock clock, RunningOperation operation) {
    this.publisher = publisher;
    this.clock = clock;
    this.operation = operation;
  }

  @Override
  public synchronized void phase(String name, String unitOfPhase, long estimatedTotal) {
    resumed(name, unitOfPhase, estimatedTotal, 0);
  }

  @Override
  public synchronized void resumed(
      String name, String unitOfPhase, long estimatedTotal, long doneBefore) {
    phase = name;
    unit = unitOfPhase;
    total = Math.max(0, estimatedTotal);
    done = doneBefore;
    toldDone = doneBefore;
    rate = 0;
    remaining = new RemainingTime(total, System.nanoTime());
    tellIfDue();
  }

  @Override
  public synchronized void done(long units) {
    done = units;
    tellIfDue();
  }

  private void tellIfDue() {
    long now = System.nanoTime();
    long elapsed = now - toldAt;
    if (elapsed < INTERVAL) {
      return;
    }
    double current = (done - toldDone) * 1e9 / elapsed;
    rate = rate == 0 ? current : rate + SMOOTHING * (current - rate);
    toldAt = now;
    toldDone = done;
    OperationProgress body =
        OperationProgress.newBuilder()
            .setHeader(header())
            .setPhase(phase)
            .setDone(done)
            .setTotal(total == 0 ? null : Math.max(total, done))
            .setUnit(unit)
            .setRatePerSecond(rate)
            .setRemainingMillis(remaining.millis(done, now))
            .build();
    Envelope envelope =
        publisher
            .envelope(body)
            .subject(operation.key().toString())
            .correlation(operation.key().operationId())
            .causation(operation.origin().requestEventId())
            .traceparent(Traceparent.childOf(operation.origin().traceparent()));
    publish(body, envelope);
  }

  /** On a thread of its own, as publishing blocks while Kafka is away; one at a time. */
  private void publish(OperationProgress body, Envelope envelope) {
    if (!publishing.compareAndSet(false, true)) {
      return;
    }
    var _ =
        Thread.ofVirtual()
            .name("progress")
            .start(
                () -> {
                  try {
                    var _ =
                        publisher.publish(
                            Topics.OPERATION_PROGRESS,
                            operation.origin().database(),
                            body,
                            envelope);
                  } finally {
                    publishing.set(false);
                  }
                });
  }

  private OperationHeader header() {
    return OperationHeader.newBuilder()
        .setKind(operation.key().kind())
        .setOperationId(operation.key().operationId())
        .setDatabase(operation.origin().database())
        .setSequence(0)
        .setAttempt(operation.attempt())
        .setObservedAt(clock.instant())
        .build();
  }
}
