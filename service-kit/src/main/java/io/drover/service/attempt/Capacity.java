package io.drover.service.attempt;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many operations of this instance work, and how many more may wait for a target lock
 * meanwhile. Both queue fairly.
 */
public final class Capacity {
  private final Semaphore working;
  private final Semaphore waiting;
  private final int lanes;

  public Capacity(int working, int waiting) {
    this.working = new Semaphore(working, true);
    this.waiting = new Semaphore(waiting, true);
    this.lanes = working + waiting;
  }

  /** Lanes that may be at work or waiting at once. */
  public int lanes() {
    return lanes;
  }

  /** Waits for a place to work; false when there was none in that time. */
  public boolean beginWork(Duration patience) throws InterruptedException {
    return working.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Gives the place back. */
  public void endWork() {
    working.release();
  }

  /**
   * Exchanges a place to work for one to wait; false, and nothing exchanged, when too many wait
   * already.
   */
  boolean beginWait() {
    if (!waiting.tryAcquire()) {
      return false;
    }
    working.release();
    return true;
  }

  /** Exchanges a place to wait for one to work, for which it may have to wait. */
  void endWait() {
    waiting.release();
    working.acquireUninterruptibly();
  }
}
