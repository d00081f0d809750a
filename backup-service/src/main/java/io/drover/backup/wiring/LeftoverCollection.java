package io.drover.backup.wiring;

import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Repositories;
import io.drover.service.operation.OperationFailure;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects leftovers at start and every hour. */
final class LeftoverCollection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeftoverCollection.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final Repositories repositories;
  private final Thread thread;

  private LeftoverCollection(Repositories repositories) {
    this.repositories = repositories;
    this.thread = Thread.ofVirtual().name("drover-collect-leftovers").unstarted(this::run);
  }

  static LeftoverCollection start(Repositories repositories) {
    LeftoverCollection collection = new LeftoverCollection(repositories);
    collection.thread.start();
    return collection;
  }

  private void run() {
    try {
      while (true) {
        collect();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // The service stops.
      return;
    }
  }

  private void collect() throws InterruptedException {
    for (BackupRepository repository : repositories.all()) {
      try {
        int _ = repository.collectLeftovers(Instant.now());
      } catch (OperationFailure | RuntimeException e) {
        LOG.warn(
            "Leftovers in the repository {} were not collected: {}",
            repository.name(),
            e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
