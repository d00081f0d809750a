package io.drover.backup.wiring;

import io.drover.backup.swap.Janitor;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the janitor go round at start and every minute. */
final class JanitorRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JanitorRounds.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Janitor janitor;
  private final Thread thread;

  private JanitorRounds(Janitor janitor) {
    this.janitor = janitor;
    this.thread = Thread.ofVirtual().name("drover-janitor").unstarted(this::run);
  }

  static JanitorRounds start(Janitor janitor) {
    JanitorRounds rounds = new JanitorRounds(janitor);
    rounds.thread.start();
    return rounds;
  }

  private void run() {
    try {
      while (true) {
        round();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // The service stops.
      return;
    }
  }

  private void round() throws InterruptedException {
    try {
      janitor.round();
    } catch (RuntimeException e) {
      LOG.warn("The janitor could not finish its round", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
