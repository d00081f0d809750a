package io.drover.service.target;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a physical database, arbitrated by PostgreSQL: a session advisory lock in the
 * server's maintenance database. Its session is probed every second; what the probe finds is told
 * to {@link LockEvents}. Thread-safe.
 */
public final class TargetLock implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 1000;

  private final LockSession session;
  private final Target target;
  private final LockKeys keys;
  private final LockOptions options;
  private final LockEvents events;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable String lost;

  TargetLock(
      LockSession session, Target target, LockKeys keys, LockOptions options, LockEvents events) {
    this.session = session;
    this.target = target;
    this.keys = keys;
    this.options = options;
    this.events = events;
    Thread.ofVirtual().name("drover-lock-probe-" + options.operationId()).start(this::probe);
  }

  /** Takes the lock; see {@link LockRequest#acquire}, which this calls. */
  public static TargetLock acquire(
      TargetConnections connections,
      Target target,
      LockMode mode,
      LockOptions options,
      LockEvents events)
      throws OperationFailure, InterruptedException {
    return new LockRequest(connections, target, mode, options, events).acquire();
  }

  /**
   * Checks now, on the server, that the lock is still held: called right before a commit point.
   * Waits 5 s at most.
   *
   * @throws OperationFailure {@code TARGET_UNREACHABLE}, retryable: it is not, or this cannot be
   *     seen
   */
  public void verify() throws OperationFailure {
    String reason = lost;
    if (reason == null && closed.getCount() == 0) {
      reason = "it was released";
    }
    if (reason == null) {
      try {
        reason = held(session.holders(keys.target())) ? null : "the server does not list it";
      } catch (SQLException e) {
        reason = reasonOf(e);
      }
    }
    if (reason != null) {
      throw OperationFailure.of(
              FailureCode.TARGET_UNREACHABLE,
              "The lock on " + target.lane() + " is lost: " + reason + ".",
              Remedies.psql(target.server(), "SELECT 1"))
          .asRetryable();
    }
  }

  /** Releases the lock and stops the probe; idempotent. */
  @Override
  public void close() {
    if (closed.getCount() > 0) {
      closed.countDown();
      session.close();
    }
  }

  private void probe() {
    boolean preempted = !options.preemptible();
    try {
      while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        List<LockSession.Holder> holders = session.holders(keys.target(), keys.preempt());
        if (!held(holders)) {
          lose("the server does not list it");
          return;
        }
        List<LockSession.Holder> preemptors =
            holders.stream().filter(h -> h.key() == keys.preempt() && !h.own()).toList();
        if (!preempted && !preemptors.isEmpty()) {
          preempted = true;
          events.preempted(LockSession.Holder.descriptions(preemptors));
        }
      }
    } catch (SQLException e) {
      lose(reasonOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lose(String reason) {
    if (closed.getCount() > 0) {
      lost = reason;
      session.abort();
      events.lost(reason);
    }
  }

  private boolean held(List<LockSession.Holder> holders) {
    return holders.stream().anyMatch(h -> h.own() && h.key() == keys.target());
  }

  private String reasonOf(SQLException e) {
    return TargetErrors.explain(e, target.server(), target.maintenanceDatabase()).message();
  }
}
