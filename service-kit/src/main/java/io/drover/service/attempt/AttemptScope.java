package io.drover.service.attempt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what an attempt has started and knows why it must end. Ending it interrupts the attempt's
 * thread and closes everything, newest first; the first reason counts. Thread-safe.
 */
final class AttemptScope implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptScope.class);

  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);

  private final Thread thread = Thread.currentThread();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private @Nullable EndReason reason;
  private boolean closed;
  private int closing;

  /** Takes a resource over; one that comes too late is closed at once. */
  <T extends AutoCloseable> T own(T resource) throws InterruptedException {
    synchronized (this) {
      if (!closed) {
        owned.push(resource);
        return resource;
      }
    }
    close(resource);
    throw new InterruptedException("the attempt has ended");
  }

  /** Ends the attempt from any thread. Never blocks: closing takes place on a thread of its own. */
  void end(EndReason why) {
    synchronized (this) {
      if (closed) {
        return;
      }
      reason = why;
      closed = true;
      // Under the monitor, so that no interrupt reaches the thread after its attempt is over.
      thread.interrupt();
    }
    var _ = Thread.ofVirtual().name("attempt-end").start(this::closeAll);
  }

  synchronized Optional<EndReason> reason() {
    return Optional.ofNullable(reason);
  }

  void check() throws InterruptedException {
    if (reason().isPresent()) {
      throw new InterruptedException("the attempt has ended");
    }
  }

  /**
   * Called on the attempt's thread at its end. Returns when all is closed, by whichever thread, and
   * takes the interrupt away that ended the attempt: it must not reach what comes after.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    boolean _ = Thread.interrupted();
    closeAll();
    awaitClosed();
    boolean _ = Thread.interrupted();
  }

  private void closeAll() {
    for (AutoCloseable next = take(); next != null; next = take()) {
      try {
        close(next);
      } finally {
        taken();
      }
    }
  }

  private synchronized @Nullable AutoCloseable take() {
    AutoCloseable next = owned.poll();
    if (next != null) {
      closing++;
    }
    return next;
  }

  private synchronized void taken() {
    closing--;
    notifyAll();
  }

  private synchronized void awaitClosed() {
    long deadline = System.nanoTime() + LONGEST_CLOSING.toNanos();
    try {
      while (closing > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          LOG.warn("{} things that an attempt started are still being closed", closing);
          return;
        }
        wait(left);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception problem) {
      LOG.debug("Closing {}: {}", resource.getClass().getSimpleName(), problem.toString());
    }
  }
}
