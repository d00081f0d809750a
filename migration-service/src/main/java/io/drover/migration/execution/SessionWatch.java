package io.drover.migration.execution;

import io.drover.schemas.OperationWaiting;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a session from a second one while a statement of it takes longer than a moment: states
 * the fact of whom it waits for, once for each statement and blocker, and tells how far an index
 * is. A watch that cannot see does no harm but that nobody is told.
 */
final class SessionWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(15);

  /** Looks in each wait for a lock, however short the limit. */
  private static final int LOOKS = 6;

  private record Running(String what, int number, long since) {}

  /** Whom the fact has been stated of. */
  private record Told(int statement, int pid) {}

  private final Attempt<?> attempt;
  private final int pid;
  private final Duration interval;
  private final IndexProgress progress;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Told> told = new HashSet<>();
  private final Thread thread;
  private volatile @Nullable Running running;
  private volatile @Nullable Blocker blocker;
  private int watched;

  private SessionWatch(Attempt<?> attempt, int pid, Duration lockTimeout) {
    this.attempt = attempt;
    this.pid = pid;
    Duration wanted = lockTimeout.dividedBy(LOOKS);
    this.interval =
        wanted.compareTo(SHORTEST) < 0
            ? SHORTEST
            : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    this.progress = new IndexProgress(attempt.progress(), pid);
    this.thread = Thread.ofVirtual().name("drover-session-watch").start(this::watch);
  }

  /** Watches the session of this connection until it is closed. */
  static SessionWatch of(Attempt<?> attempt, Connection connection, SessionLimits limits)
      throws SQLException {
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    return new SessionWatch(attempt, pid, limits.lock());
  }

  /** A statement begins. */
  void begins(String script, ScriptStatement statement) {
    if (statement.number() != watched) {
      blocker = null;
      watched = statement.number();
    }
    String what = script + " at line " + statement.line();
    running = new Running(what, statement.number(), System.nanoTime());
  }

  /** No statement runs any more. */
  void ends() {
    running = null;
  }

  /** Whom the last statement, in whichever try, was seen to wait for last. */
  Optional<Blocker> blocker() {
    return Optional.ofNullable(blocker);
  }

  /** Returns when no fact is stated any more. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("The watch of session {} of {} does not end", pid, attempt.operationId());
      }
    } catch (InterruptedException ended) {
      // The attempt ends, and its state takes no more facts.
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    @Nullable Connection second = null;
    try {
      Duration pause = interval;
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = interval;
        Running now = running;
        if (now != null && System.nanoTime() - now.since() >= interval.toNanos()) {
          try {
            second = second == null ? attempt.connect() : second;
            look(second, now);
          } catch (SQLException | OperationFailure e) {
            // One slow look must not leave hours of a script unwatched.
            LOG.debug("A look at session {} of {}: {}", pid, attempt.operationId(), e.toString());
            close(second);
            second = null;
            pause = AFTER_FAILURE;
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The watch of session {} of {} ends", pid, attempt.operationId());
    } finally {
      close(second);
    }
  }

  private void look(Connection second, Running statement)
      throws SQLException, InterruptedException {
    Optional<Blocker> seen = Blocker.of(second, pid);
    if (seen.isPresent() && statement.equals(running)) {
      blocker = seen.get();
      tell(statement, seen.get());
    }
    progress.look(second);
  }

  private void tell(Running statement, Blocker seen) throws InterruptedException {
    Told now = new Told(statement.number(), seen.pid());
    if (!told.add(now)) {
      return;
    }
    try {
      attempt.state(
          header ->
              OperationWaiting.newBuilder()
                  .setHeader(header)
                  .setWaitingFor("lock")
                  .setDetail(statement.what() + " waits for " + seen.description())
                  .build(),
          List.of());
    } catch (OperationFailure away) {
      told.remove(now);
      LOG.warn("{} waits for a lock; the fact could not be stated", attempt.operationId(), away);
    }
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("Closing the connection of a watch: {}", e.toString());
    }
  }
}
