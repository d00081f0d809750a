package io.drover.service.target;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One wait in PostgreSQL's queue. The statement blocks on a thread of its own, so that the waiting
 * one hears interrupts and cancellation.
 */
final class LockWait {
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final LockSession session;
  private final CompletableFuture<@Nullable Void> granted = new CompletableFuture<>();

  LockWait(LockSession session) {
    this.session = session;
  }

  /**
   * Returns when the lock is granted.
   *
   * @param cancelled ends the waiting when it is completed
   * @param stillWaiting called once, after a second
   * @throws SQLException among them SQLSTATE 55P03, the time is over
   * @throws InterruptedException the thread was interrupted or the waiting cancelled
   */
  void await(
      String function,
      long key,
      Duration limit,
      CompletableFuture<@Nullable Void> cancelled,
      Runnable stillWaiting)
      throws SQLException, InterruptedException {
    Thread.ofVirtual().name("drover-lock-wait").start(() -> run(function, key, limit));
    var either = CompletableFuture.anyOf(granted, cancelled);
    try {
      if (!ends(either, SILENCE)) {
        stillWaiting.run();
        ends(either, limit.plus(GRACE));
      }
      if (cancelled.isDone()) {
        throw new InterruptedException("the wait for the target lock was cancelled");
      }
      if (!granted.isDone()) {
        throw new SQLTimeoutException("the server did not end the waiting in time", "55P03");
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
    } finally {
      giveUp();
    }
  }

  private void run(String function, long key, Duration limit) {
    try {
      session.lock(function, key, limit);
      granted.complete(null);
    } catch (SQLException | RuntimeException e) {
      granted.completeExceptionally(e);
    }
  }

  private static boolean ends(CompletableFuture<?> future, Duration limit)
      throws InterruptedException, ExecutionException {
    try {
      future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /**
   * A request to cancel is lost when the statement has not reached the server yet, so it is
   * repeated.
   */
  private void giveUp() {
    for (int round = 0; round < 50 && !granted.isDone(); round++) {
      try {
        session.cancel();
        granted.copy().orTimeout(100, TimeUnit.MILLISECONDS).exceptionally(e -> null).join();
      } catch (SQLException e) {
        break;
      }
    }
    if (!granted.isDone()) {
      session.abort();
    }
  }
}
