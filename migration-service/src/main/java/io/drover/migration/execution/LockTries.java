package io.drover.migration.execution;

import io.drover.service.operation.Attempt;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The tries to get a lock. Between them nothing is held, so that those who queued behind the wait
 * get through; the waits grow, and are jittered so that two migrations do not meet again and again.
 */
final class LockTries {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 16;

  private final Attempt<?> attempt;
  private final SessionLimits limits;
  private int retried;

  LockTries(Attempt<?> attempt, SessionLimits limits) {
    this.attempt = attempt;
    this.limits = limits;
  }

  /** The lock was not to be had in time, or two sessions waited for each other. */
  static boolean isFor(SQLException error) {
    return "55P03".equals(error.getSQLState()) || "40P01".equals(error.getSQLState());
  }

  /**
   * Waits for the next try.
   *
   * @return false at once when there is none, by the policy or for want of time
   */
  boolean next() throws InterruptedException {
    if (retried >= limits.lockRetries()) {
      return false;
    }
    Duration wait = jittered();
    if (attempt.now().plus(wait).plus(limits.lock()).isAfter(attempt.deadline())) {
      return false;
    }
    retried++;
    attempt.reached("lock-not-held");
    Thread.sleep(wait);
    attempt.reached("lock-tried-again");
    return true;
  }

  private Duration jittered() {
    Duration grown = limits.lock().multipliedBy(1L << Math.min(retried, MOST_DOUBLINGS));
    Duration most = grown.compareTo(LONGEST) > 0 ? LONGEST : grown;
    long millis = Math.max(2, most.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
  }
}
