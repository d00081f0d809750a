package io.drover.migration.rehearsal;

import io.drover.migration.rehearsal.LockLog.Lock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from a second session at the locks of the one that runs the scripts: whenever it is asked,
 * and again and again while a statement runs. Asked by one thread.
 */
final class LockWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(LockWatcher.class);

  private static final String LOOK =
      """
      SELECT relation::bigint, mode FROM pg_catalog.pg_locks
      WHERE locktype = 'relation' AND granted AND pid = ?
        AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      """;

  private static final int QUERY_SECONDS = 5;
  private static final Duration ENDING = Duration.ofSeconds(15);
  private static final long LONGEST_MILLIS = 200;

  private final Connection second;
  private final Stopwatch watch;
  private final LockLog log;
  private @Nullable Watching watching;

  /** One thread that looks while one statement runs. */
  private record Watching(CountDownLatch over, Thread thread) {}

  /** Looks by this connection, which nobody else uses meanwhile. */
  LockWatcher(Connection second, Stopwatch watch, LockLog log) {
    this.second = second;
    this.watch = watch;
    this.log = log;
  }

  /**
   * A statement of the session begins.
   *
   * @param firstMillis when it is looked at first; each wait is twice the one before
   */
  void starts(int pid, Measured statement, long firstMillis) {
    stops();
    log.runs(statement);
    CountDownLatch over = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual().name("drover-lock-watch").start(() -> watch(pid, over, firstMillis));
    watching = new Watching(over, thread);
  }

  /** The statement has ended; returns when nobody looks any more. */
  void stops() {
    @Nullable Watching now = watching;
    watching = null;
    if (now == null) {
      return;
    }
    now.over().countDown();
    try {
      if (!now.thread().join(ENDING)) {
        LOG.warn("The watch of locks does not end");
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(int pid, CountDownLatch over, long firstMillis) {
    try {
      long wait = firstMillis;
      while (!over.await(wait, TimeUnit.MILLISECONDS)) {
        look(pid);
        wait = Math.min(LONGEST_MILLIS, 2 * wait);
      }
    } catch (SQLException | InterruptedException e) {
      // The look after the statement fails too, and says so.
      LOG.debug("The watch of locks ends: {}", e.toString());
    }
  }

  /** Looks now. */
  void look(int pid) throws SQLException {
    long from = watch.now();
    Set<Lock> locks = new HashSet<>();
    try (PreparedStatement query = second.prepareStatement(LOOK)) {
      query.setQueryTimeout(QUERY_SECONDS);
      query.setInt(1, pid);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long relation = row.getLong(1);
          LockStrength.of(row.getString(2)).ifPresent(mode -> locks.add(new Lock(relation, mode)));
        }
      }
    }
    log.seen(locks, from, watch.now());
  }
}
