package io.drover.monitor.projection;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes batches one after another on a thread of its own, so that the next one is read meanwhile.
 * The first that fails is the last: what follows it must not be in the tables without it.
 */
final class BatchWriter implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofVirtual().name("drover-projection-writer").factory());
  private volatile Future<?> newest = CompletableFuture.completedFuture(null);

  /**
   * Begins to write a batch, as soon as the one before is written. For one thread.
   *
   * @throws ExecutionException an earlier one failed: this one was not begun
   */
  void begin(Callable<?> write) throws InterruptedException, ExecutionException {
    newest.get();
    newest = thread.submit(write);
  }

  /**
   * Waits until all that was begun is written. For any thread.
   *
   * @return false when the time was over before
   * @throws ExecutionException one failed
   */
  boolean written(Duration wait) throws InterruptedException, ExecutionException {
    try {
      newest.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Gives what is under way 5 s to end. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
