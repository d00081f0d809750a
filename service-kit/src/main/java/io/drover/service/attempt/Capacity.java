package io.drover.service.attempt;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How many operations of this instance work, and how many more may wait for a target lock
 * meanwhile. Both queue fairly; one that has waited for its lock, and now holds it, goes before
 * those that have not begun. Thread-safe.
 */
public final class Capacity {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition mayBegin = lock.newCondition();
  private final Condition mayReturn = lock.newCondition();
  private final int workers;
  private final int waiters;
  private int working;
  private int waiting;
  private int returning;

  public Capacity(int workers, int waiters) {
    this.workers = workers;
    this.waiters = waiters;
  }

  /** Lanes that may be at work or waiting at once. */
  public int lanes() {
    return workers + waiters;
  }

  /** Operations that have a place to work. */
  public int working() {
    return locked(() -> working);
  }

  /** Operations that wait for a target lock, or with it for a place to work. */
  public int waiting() {
    return locked(() -> waiting + returning);
  }

  /** Waits for a place to work; false when there was none in that time. */
  public boolean beginWork(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (working >= workers || returning > 0) {
        if (left <= 0) {
          return false;
        }
        left = mayBegin.awaitNanos(left);
      }
      working++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the place back. */
  public void endWork() {
    var _ =
        locked(
            () -> {
              working--;
              return handOn();
            });
  }

  /**
   * Exchanges a place to work for one to wait; false, and nothing exchanged, when too many wait
   * already.
   */
  boolean beginWait() {
    return locked(
        () -> {
          if (waiting >= waiters) {
            return false;
          }
          waiting++;
          working--;
          return handOn();
        });
  }

  /**
   * Exchanges a place to wait for one to work, for which it may have to wait. When it is
   * interrupted it has its place too, above the number: its end needs one.
   */
  void endWait() throws InterruptedException {
    lock.lock();
    try {
      waiting--;
      returning++;
      try {
        while (working >= workers) {
          mayReturn.await();
        }
      } finally {
        returning--;
        working++;
        boolean _ = handOn();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean handOn() {
    if (working < workers) {
      (returning > 0 ? mayReturn : mayBegin).signal();
    }
    return true;
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
