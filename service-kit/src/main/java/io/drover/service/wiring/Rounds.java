package io.drover.service.wiring;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does small things again and again; a round that fails is only logged. */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(
          4, Thread.ofPlatform().daemon().name("rounds-", 0).factory());

  /** A round that may fail. */
  @FunctionalInterface
  public interface Round {
    void run() throws Exception;
  }

  /** Begins at once and pauses for the interval after each round. */
  public Rounds every(Duration interval, String name, Round round) {
    var _ =
        executor.scheduleWithFixedDelay(
            () -> {
              try {
                round.run();
              } catch (Throwable problem) {
                LOG.warn("Round of {} failed: {}", name, problem.toString());
              }
            },
            0,
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return this;
  }

  /** Interrupts the rounds that are under way and gives them two seconds to end. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      boolean _ = executor.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
