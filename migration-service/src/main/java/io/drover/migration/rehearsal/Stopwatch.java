package io.drover.migration.rehearsal;

/**
 * Time that the scripts take: it stands still while the measuring itself is at work. Written by one
 * thread, read by any.
 */
final class Stopwatch {
  private volatile long spent;

  /** In nanoseconds, from no moment in particular. */
  long now() {
    return System.nanoTime() - spent;
  }

  /** The measuring has taken the time since this moment of {@link System#nanoTime}. */
  void leaveOutSince(long nanoTime) {
    spent = spent + (System.nanoTime() - nanoTime);
  }
}
