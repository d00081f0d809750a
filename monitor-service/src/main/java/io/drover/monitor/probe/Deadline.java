package io.drover.monitor.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work that has a hard limit in time. */
final class Deadline {
  private Deadline() {}

  /**
   * Does the work in a thread of its own.
   *
   * @return empty when the time was over: the thread was interrupted, which closes the socket that
   *     it reads from or connects by
   * @throws ExecutionException with the work's exception
   */
  static <T> Optional<T> within(Duration limit, Callable<T> work)
      throws InterruptedException, ExecutionException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread working =
        Thread.ofVirtual()
            .name("drover-look")
            .start(
                () -> {
                  try {
                    answer.complete(work.call());
                  } catch (Exception e) {
                    answer.completeExceptionally(e);
                  }
                });
    try {
      return Optional.of(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      working.interrupt();
      return Optional.empty();
    } catch (InterruptedException e) {
      working.interrupt();
      throw e;
    }
  }
}
