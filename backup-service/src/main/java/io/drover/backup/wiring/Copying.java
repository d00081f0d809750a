package io.drover.backup.wiring;

import io.drover.backup.copy.CopyRequests;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every few seconds for the copies that are due, and looks every hour for missing ones; sooner
 * when a repository was away.
 */
final class Copying implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Copying.class);
  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofHours(1);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);

  private final CopyRequests requests;
  private final Thread asking;
  private final Thread looking;

  private Copying(CopyRequests requests) {
    this.requests = requests;
    this.asking = Thread.ofVirtual().name("drover-copies").unstarted(() -> repeat(this::ask));
    this.looking =
        Thread.ofVirtual().name("drover-missing-copies").unstarted(() -> repeat(this::look));
  }

  static Copying start(CopyRequests requests) {
    Copying copying = new Copying(requests);
    copying.asking.start();
    copying.looking.start();
    return copying;
  }

  private interface Round {
    /** Returns how long to rest. */
    Duration run() throws InterruptedException;
  }

  private static void repeat(Round round) {
    try {
      while (true) {
        Thread.sleep(run(round));
      }
    } catch (InterruptedException e) {
      // The service stops.
      return;
    }
  }

  private static Duration run(Round round) throws InterruptedException {
    try {
      return round.run();
    } catch (RuntimeException e) {
      LOG.warn("Copies were not looked after; they will be", e);
      return LOOK_AGAIN;
    }
  }

  private Duration look() throws InterruptedException {
    return requests.look() ? BETWEEN_LOOKS : LOOK_AGAIN;
  }

  private Duration ask() {
    try {
      requests.round();
    } catch (SQLException e) {
      LOG.warn("Copies that are due were not requested; they will be: {}", e.toString());
    }
    return INTERVAL;
  }

  @Override
  public void close() {
    asking.interrupt();
    looking.interrupt();
  }
}
