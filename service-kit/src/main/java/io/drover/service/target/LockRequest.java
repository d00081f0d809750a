package io.drover.service.target;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A target lock that is being asked for: {@link #acquire} waits on one thread, {@link #cancel} ends
 * that from another. To be used once.
 */
public final class LockRequest {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final TargetConnections connections;
  private final Target target;
  private final LockMode mode;
  private final LockOptions options;
  private final LockEvents events;
  private final LockKeys keys;
  private final long deadline;
  private final CompletableFuture<@Nullable Void> cancelled = new CompletableFuture<>();

  public LockRequest(
      TargetConnections connections,
      Target target,
      LockMode mode,
      LockOptions options,
      LockEvents events) {
    this.connections = connections;
    this.target = target;
    this.mode = mode;
    this.options = options;
    this.events = events;
    this.keys = LockKeys.of(target.physicalName());
    this.deadline = System.nanoTime() + options.timeout().toNanos();
  }

  /**
   * Ends leftovers of the same operation, takes the lock and ends the backends that its mode
   * excludes. Call it before the attempt opens any other session under its own name: that would
   * look like a leftover.
   *
   * @throws OperationFailure {@code BUSY}, {@code LOCK_TIMEOUT}, {@code TARGET_UNREACHABLE} and
   *     their kin
   * @throws InterruptedException the thread was interrupted or {@link #cancel} was called
   */
  public TargetLock acquire() throws OperationFailure, InterruptedException {
    LockSession session = null;
    try {
      session = open(options.sessionName());
      var leftovers = new LeftoverBackends(session, target, options.sessionName());
      leftovers.endOwn();
      take(session);
      leftovers.endExcluded(mode);
      stopIfCancelled();
      var lock = new TargetLock(session, target, keys, options, events);
      session = null;
      return lock;
    } catch (SQLException e) {
      stopIfCancelled();
      if ("55P03".equals(e.getSQLState())) {
        throw timeout();
      }
      throw TargetErrors.explain(e, target.server(), target.maintenanceDatabase());
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  /**
   * Ends the waiting of {@link #acquire}, which then throws InterruptedException; harmless at any
   * other time.
   */
  public void cancel() {
    cancelled.complete(null);
  }

  private LockSession open(String applicationName) throws SQLException {
    var connection =
        connections.open(target.server(), target.maintenanceDatabase(), applicationName, CONNECT);
    return LockSession.on(connection);
  }

  private void take(LockSession session)
      throws SQLException, OperationFailure, InterruptedException {
    String shared = mode == LockMode.SHARED ? "_shared" : "";
    if (!session.call("pg_try_advisory_lock" + shared, keys.target())) {
      if (options.onBusy() == OnBusy.FAIL) {
        throw busy(LockSession.Holder.descriptions(session.holders(keys.target())));
      }
      if (options.onBusy() == OnBusy.PREEMPT) {
        session.call("pg_advisory_lock_shared", keys.preempt());
      }
      new LockWait(session)
          .await(
              "pg_advisory_lock" + shared,
              keys.target(),
              remaining(),
              cancelled,
              () -> holders().ifPresent(events::waiting));
      if (options.onBusy() == OnBusy.PREEMPT) {
        session.call("pg_advisory_unlock_shared", keys.preempt());
      }
    }
    if (options.preemptible()) {
      session.call("pg_advisory_lock_shared", keys.preemptible());
    }
  }

  private Optional<String> holders() {
    try (LockSession other = open("drover-lock-watch")) {
      List<LockSession.Holder> holders = other.holders(keys.target());
      return Optional.of(LockSession.Holder.descriptions(holders)).filter(s -> !s.isEmpty());
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private void stopIfCancelled() throws InterruptedException {
    if (Thread.interrupted() || cancelled.isDone()) {
      throw new InterruptedException("the wait for the target lock was cancelled");
    }
  }

  private Duration remaining() {
    return Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1_000_000));
  }

  private OperationFailure busy(String holder) {
    return OperationFailure.of(
            FailureCode.BUSY,
            target.lane()
                + " is held by "
                + (holder.isEmpty() ? "an operation that has just come" : holder)
                + " and the request asked not to wait.",
            "Send the request again with a new operationId when that has ended, or with onBusy"
                + " wait.")
        .asRetryable();
  }

  private OperationFailure timeout() {
    String holder = holders().orElse("another operation");
    return OperationFailure.of(
            FailureCode.LOCK_TIMEOUT,
            target.lane()
                + " was not free within "
                + options.timeout().toSeconds()
                + " s; it is held by "
                + holder
                + ".",
            "Send the request again with a new operationId when that has ended.")
        .asRetryable();
  }
}
