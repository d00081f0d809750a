package io.drover.service.attempt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what an attempt has started and knows why it must end. Ending it closes everything, newest
 * first, and interrupts the attempt's thread; the first reason counts. Thread-safe.
 */
final class AttemptScope implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptScope.class);

  private final Thread thread = Thread.currentThread();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private @Nullable EndReason reason;
  private boolean closed;

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

  /** Ends the attempt from any thread. */
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
    closeAll();
  }

  synchronized Optional<EndReason> reason() {
    return Optional.ofNullable(reason);
  }

  void check() throws InterruptedException {
    if (reason().isPresent()) {
      throw new InterruptedException("the attempt has ended");
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closeAll();
  }

  private void closeAll() {
    while (true) {
      AutoCloseable next;
      synchronized (this) {
        next = owned.poll();
      }
      if (next == null) {
        return;
      }
      close(next);
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
