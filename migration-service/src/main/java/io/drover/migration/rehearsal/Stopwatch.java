package io.drover.migration.rehearsal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that the scripts take: it stands still while the measuring itself is at work. Thread-safe.
 */
final class Stopwatch {
  private final AtomicLong spent = new AtomicLong();

  /** In nanoseconds, from no moment in particular. */
  long now() {
    return System.nanoTime() - spent.get();
  }

  /** The measuring has taken the time since this moment of {@link System#nanoTime}. */
  void leaveOutSince(long nanoTime) {
    var _ = spent.addAndGet(System.nanoTime() - nanoTime);
  }
}
