package io.drover.service.target;

import static io.drover.service.target.LockMode.EXCLUSIVE;
import static io.drover.service.target.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TargetLockTest {
  private static final AtomicInteger IDS = new AtomicInteger();

  private final Target target = Targets.created();
  private final HeardEvents events = new HeardEvents();

  private static LockOptions options(String kind, OnBusy onBusy) {
    return new LockOptions(
        kind, "op-" + IDS.incrementAndGet(), onBusy, false, Duration.ofSeconds(20));
  }

  private TargetLock take(LockMode mode, LockOptions options)
      throws OperationFailure, InterruptedException {
    return TargetLock.acquire(Targets.CONNECTIONS, target, mode, options, events);
  }

  private LockRequest request(LockMode mode, LockOptions options) {
    return new LockRequest(Targets.CONNECTIONS, target, mode, options, events);
  }

  private static CompletableFuture<TargetLock> start(LockRequest request) {
    var result = new CompletableFuture<TargetLock>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(request.acquire());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static void awaitQueued(LockOptions options) {
    await().until(() -> queued(options) == 1);
  }

  private static int queued(LockOptions options) {
    return Targets.count(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE"
            + " locktype = 'advisory' AND NOT granted AND application_name = '"
            + options.sessionName()
            + "'");
  }

  @Test
  void twoReadersHoldItTogether() throws Exception {
    try (var first = take(SHARED, options("backup", OnBusy.FAIL));
        var second = take(SHARED, options("backup", OnBusy.FAIL))) {
      first.verify();
      second.verify();
    }
  }

  @Test
  void aWriterWaitsForAReaderAndIsWokenAtOnce() throws Exception {
    var reader = take(SHARED, options("backup", OnBusy.WAIT));
    var waiting = options("restore", OnBusy.WAIT);
    var writer = start(request(EXCLUSIVE, waiting));
    awaitQueued(waiting);
    await().until(() -> !events.waiting.isEmpty());
    assertThat(events.waiting).singleElement().asString().contains("drover/backup/op-", "(pid ");
    reader.close();
    // PostgreSQL hands the lock on while it releases it.
    assertThat(queued(waiting)).isZero();
    writer.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void aReaderThatComesAfterAWaitingWriterStandsBehindIt() throws Exception {
    var order = new CopyOnWriteArrayList<String>();
    var holder = take(SHARED, options("backup", OnBusy.WAIT));
    var writing = options("migrate", OnBusy.WAIT);
    var writer =
        start(request(EXCLUSIVE, writing)).thenAccept(lock -> order("writer", lock, order));
    awaitQueued(writing);
    var reading = options("backup", OnBusy.WAIT);
    var reader = start(request(SHARED, reading)).thenAccept(lock -> order("reader", lock, order));
    awaitQueued(reading);
    holder.close();
    CompletableFuture.allOf(writer, reader).get(30, TimeUnit.SECONDS);
    assertThat(order).containsExactly("writer", "reader");
  }

  private static void order(String name, TargetLock lock, List<String> order) {
    order.add(name);
    lock.close();
  }

  @Test
  void waitingEndsAtItsTimeoutWithTheHoldersName() throws Exception {
    try (var holder = take(EXCLUSIVE, options("migrate", OnBusy.WAIT))) {
      var brief = new LockOptions("backup", "brief", OnBusy.WAIT, false, Duration.ofMillis(300));
      var failure = catchThrowableOfType(OperationFailure.class, () -> take(SHARED, brief));
      assertThat(failure.code()).isEqualTo(FailureCode.LOCK_TIMEOUT);
      assertThat(failure.message()).contains("drover/migrate/op-");
      holder.verify();
    }
    await().until(() -> Targets.backends("drover/backup/brief") == 0);
  }

  @Test
  void whoeverDoesNotWaitIsToldWhoHoldsIt() throws Exception {
    var options = options("restore", OnBusy.WAIT);
    try (var holder = take(EXCLUSIVE, options)) {
      holder.verify();
      var failure =
          catchThrowableOfType(
              OperationFailure.class, () -> take(SHARED, options("backup", OnBusy.FAIL)));
      assertThat(failure.code()).isEqualTo(FailureCode.BUSY);
      assertThat(failure.message()).contains(options.sessionName(), "pid", "since");
    }
  }

  @Test
  void cancellingTheWaitLeavesNothingInTheQueue() throws Exception {
    try (var holder = take(EXCLUSIVE, options("migrate", OnBusy.WAIT))) {
      var waiting = options("backup", OnBusy.WAIT);
      LockRequest request = request(SHARED, waiting);
      var waiter = start(request);
      awaitQueued(waiting);
      request.cancel();
      assertThatThrownBy(() -> waiter.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
      await().until(() -> Targets.backends(waiting.sessionName()) == 0);
      holder.verify();
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    try (var holder = take(EXCLUSIVE, options("migrate", OnBusy.WAIT))) {
      var waiting = options("backup", OnBusy.WAIT);
      var ended = new CompletableFuture<Throwable>();
      Thread waiter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      take(SHARED, waiting).close();
                    } catch (Throwable e) {
                      ended.complete(e);
                    }
                  });
      awaitQueued(waiting);
      waiter.interrupt();
      assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      await().until(() -> Targets.backends(waiting.sessionName()) == 0);
      holder.verify();
    }
  }

  @Test
  void whatAnEarlierAttemptOfTheSameOperationHoldsIsEnded() throws Exception {
    var options = options("restore", OnBusy.FAIL);
    var stalled = take(EXCLUSIVE, options);
    try (Connection child = Targets.session(target, options.sessionName());
        TargetLock next = take(EXCLUSIVE, options)) {
      next.verify();
      assertThat(child.isValid(30)).isFalse();
      assertThatThrownBy(stalled::verify).isInstanceOf(OperationFailure.class);
    }
    stalled.close();
  }

  @Test
  void aNewHolderEndsTheBackendOfADeadWriter() throws Exception {
    try (Connection leftover = Targets.session(target, "drover/restore/dead");
        Connection monitor = Targets.session(target, "drover-monitor");
        Connection reader = Targets.session(target, "drover/backup/alive");
        TargetLock lock = take(SHARED, options("backup", OnBusy.WAIT))) {
      lock.verify();
      assertThat(leftover.isValid(30)).isFalse();
      assertThat(monitor.isValid(30)).isTrue();
      assertThat(reader.isValid(30)).isTrue();
    }
  }

  @Test
  void aWriterEndsReadersThatAreLeftToo() throws Exception {
    Target other = Targets.created();
    try (Connection leftover = Targets.session(target, "drover/backup/dead");
        Connection elsewhere = Targets.session(other, "drover/backup/alive");
        Connection user = Targets.session(target, "psql");
        TargetLock lock = take(EXCLUSIVE, options("migrate", OnBusy.WAIT))) {
      lock.verify();
      assertThat(leftover.isValid(30)).isFalse();
      assertThat(elsewhere.isValid(30)).isTrue();
      assertThat(user.isValid(30)).isTrue();
    }
  }

  @Test
  void aLockWhoseSessionIsKilledIsReportedAndDoesNotVerify() throws Exception {
    var options = options("migrate", OnBusy.WAIT);
    try (var lock = take(EXCLUSIVE, options)) {
      lock.verify();
      Targets.count(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '"
              + options.sessionName()
              + "'");
      await().until(() -> !events.lost.isEmpty());
      var failure = catchThrowableOfType(OperationFailure.class, lock::verify);
      assertThat(failure.message()).contains("is lost");
      assertThat(failure.retryable()).isTrue();
    }
  }

  @Test
  void aPreemptibleHolderHearsOfThePreemptorAndAnotherDoesNot() throws Exception {
    var backup = new LockOptions("backup", "scheduled", OnBusy.WAIT, true, Duration.ofSeconds(20));
    var steadfast = new HeardEvents();
    var holder = take(SHARED, backup);
    var other =
        TargetLock.acquire(
            Targets.CONNECTIONS, target, SHARED, options("backup", OnBusy.WAIT), steadfast);
    var migration = options("migrate", OnBusy.PREEMPT);
    var writer =
        start(
            new LockRequest(Targets.CONNECTIONS, target, EXCLUSIVE, migration, new HeardEvents()));
    await().until(() -> !events.preempted.isEmpty());
    assertThat(events.preempted).singleElement().asString().contains(migration.sessionName());
    holder.close();
    other.close();
    writer.get(30, TimeUnit.SECONDS).close();
    assertThat(steadfast.preempted).isEmpty();
    assertThat(events.lost).isEmpty();
  }

  @Test
  void databasesOfOneServerDoNotExcludeEachOther() throws Exception {
    Target other = Targets.created();
    try (var first = take(EXCLUSIVE, options("migrate", OnBusy.FAIL));
        var second =
            TargetLock.acquire(
                Targets.CONNECTIONS, other, EXCLUSIVE, options("migrate", OnBusy.FAIL), events)) {
      first.verify();
      second.verify();
    }
  }
}
