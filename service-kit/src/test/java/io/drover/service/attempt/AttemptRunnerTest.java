package io.drover.service.attempt;

import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static io.drover.service.testbed.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.Topics;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.StepListener;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.target.LockMode;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AttemptRunnerTest {
  private static final String LANE = "main/shop";

  private static final ProcessRequest SLEEP =
      new ProcessRequest("sleep", List.of("600"), Map.of(), "postgres");

  private final StateBed bed = new StateBed();
  private final ScriptedHandler handler = new ScriptedHandler();
  private final OperationKey key = newKey();
  private final List<Instance> instances = new ArrayList<>();

  @AfterEach
  void close() {
    instances.forEach(Instance::close);
    bed.close();
  }

  private Instance start() throws Exception {
    Instance instance = new Instance(bed, "instance-" + instances.size(), handler);
    instances.add(instance);
    return instance;
  }

  private void run(ScriptedHandler.Script script) throws SQLException {
    handler.script(key.operationId(), script);
    bed.accept(in(LANE, key));
  }

  private void awaitState(String state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> bed.stateOf(key), found -> found.equals(state));
  }

  private <T> T terminal(Class<T> type) throws SQLException {
    return type.cast(bed.waiting(Topics.OPERATION_EVENTS).getLast());
  }

  private static Outcome block() throws InterruptedException {
    new CountDownLatch(1).await();
    return ScriptedHandler.done();
  }

  private static OperationFailure unreachable() {
    return OperationFailure.of(FailureCode.TARGET_UNREACHABLE, "The server is away.", "Look.")
        .asRetryable();
  }

  @Test
  void whatIsDoneWhileTheRegistryIsBrokenWarnsOfItByLineAndProblem() throws Exception {
    Instance instance = start();
    instance.breakRegistry();
    run(attempt -> ScriptedHandler.done());
    awaitState("SUCCEEDED");

    assertThat(terminal(BackupSucceeded.class).getWarnings())
        .singleElement()
        .asString()
        .contains("an older databases.yml", "line ");
  }

  @Test
  void aHandlerThatIsDoneEndsTheOperation() throws Exception {
    start();
    run(attempt -> ScriptedHandler.done());
    awaitState("SUCCEEDED");

    assertThat(bed.factsOf(key))
        .containsExactly("OperationAccepted 1", "OperationStarted 2", "BackupSucceeded 3");
    assertThat(handler.abandoned).isEmpty();
    // It is counted after the commit that the state was seen by.
    Timer ended =
        bed.meters.timer(
            "drover.service.operation.duration", "kind", "backup", "outcome", "succeeded");
    await().until(() -> ended.count() == 1);
  }

  @Test
  void aHandlerStatesFactsBeforeItsEnd() throws Exception {
    start();
    run(
        attempt -> {
          attempt.state(
              ScriptedHandler::succeeded,
              List.of(Outcome.Announcement.tombstone(Topics.BACKUPS, "b")));
          return ScriptedHandler.done();
        });
    awaitState("SUCCEEDED");

    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1", "OperationStarted 2", "BackupSucceeded 3", "BackupSucceeded 4");
  }

  @Test
  void anAttemptThatLostItsOperationStatesNothing() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    start();
    run(
        attempt -> {
          bed.update("UPDATE operation SET attempt = attempt + 1");
          try {
            attempt.state(ScriptedHandler::succeeded, List.of());
            throw new AssertionError("another attempt owns the operation");
          } finally {
            told.countDown();
          }
        });
    told.await();

    // Further attempts may have begun, and been lost the same way, before this one looks.
    assertThat(bed.factsOf(key))
        .startsWith("OperationAccepted 1", "OperationStarted 2")
        .noneMatch(fact -> fact.startsWith("BackupSucceeded"));
  }

  @Test
  void aFailureIsToldAfterWhatWasLeftHasBeenRemoved() throws Exception {
    AtomicReference<String> stateWhileCleaning = new AtomicReference<>();
    handler.onAbandon(attempt -> stateWhileCleaning.set(bed.stateOf(key)));
    start();
    run(
        attempt -> {
          throw OperationFailure.of(FailureCode.DISK_FULL, "No space.", "Make some.");
        });
    awaitState("FAILED");

    assertThat(stateWhileCleaning).hasValue("RUNNING");
    assertThat(terminal(OperationFailed.class).getCode()).isEqualTo(FailureCode.DISK_FULL);
  }

  @Test
  void aFailureThatFoundSomethingOutAnnouncesItTogetherWithItsEnd() throws Exception {
    start();
    OperationFailure failure =
        OperationFailure.of(FailureCode.VERIFICATION_MISMATCH, "It differs.", "Look.");
    var told =
        ScriptedHandler.succeeded(
            new OperationHeader("any", "record", "shop", 1, 1, Instant.EPOCH));
    run(
        attempt ->
            new Outcome.Failed(
                failure, List.of(new Outcome.Announcement(Topics.BACKUPS, "key", told))));
    awaitState("FAILED");

    assertThat(terminal(OperationFailed.class).getCode())
        .isEqualTo(FailureCode.VERIFICATION_MISMATCH);
    assertThat(bed.waiting(Topics.BACKUPS)).containsExactly(told);
    assertThat(handler.abandoned).containsExactly(key.operationId());
  }

  @Test
  void whatCouldNotBeRemovedIsToldInTheDetail() throws Exception {
    handler.onAbandon(
        attempt -> {
          throw OperationFailure.of(FailureCode.DISK_FULL, "The scratch is stuck.", "Look.");
        });
    start();
    run(
        attempt -> {
          throw OperationFailure.of(FailureCode.DISK_FULL, "No space.", "Make some.")
              .withDetail("tail");
        });
    awaitState("FAILED");

    assertThat(terminal(OperationFailed.class).getDetail())
        .isEqualTo("tail\nNot cleaned up: The scratch is stuck.");
  }

  @Test
  void anErrorOfOursEndsTheOperationAsInternalWithoutItsText() throws Exception {
    start();
    run(
        attempt -> {
          throw new StackOverflowError("secret");
        });
    awaitState("FAILED");

    OperationFailed failed = terminal(OperationFailed.class);
    assertThat(failed.getCode()).isEqualTo(FailureCode.INTERNAL);
    assertThat(failed.toString()).contains("StackOverflowError").doesNotContain("secret");
    assertThat(handler.abandoned).hasSize(1);
  }

  @Test
  void aCancelEndsWhatTheAttemptStartedBeforeItIsCleanedUp() throws Exception {
    CompletableFuture<ChildProcess> child = new CompletableFuture<>();
    CompletableFuture<Connection> connection = new CompletableFuture<>();
    AtomicBoolean leftAlone = new AtomicBoolean(true);
    CountDownLatch begun = new CountDownLatch(1);
    handler.onAbandon(
        attempt ->
            leftAlone.set(Thread.currentThread().isInterrupted() || !connection.join().isClosed()));
    start();
    run(
        attempt -> {
          connection.complete(attempt.connectToMaintenance());
          child.complete(attempt.start(SLEEP));
          begun.countDown();
          child.join().await();
          return ScriptedHandler.done();
        });
    begun.await();
    bed.interventions.cancel(key, "ann", "not needed");
    awaitState("CANCELLED");

    assertThat(terminal(OperationCancelled.class).getRequestedBy()).isEqualTo("ann");
    assertThat(leftAlone).isFalse();
    assertThat(handler.abandoned).hasSize(1);
  }

  @Test
  void aCancelTellsWhatCouldNotBeTakenBack() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    handler.onAbandon(
        attempt -> {
          throw OperationFailure.of(FailureCode.INTERNAL, "It was committed before.", "Look.");
        });
    start();
    run(
        attempt -> {
          ChildProcess child = attempt.start(SLEEP);
          begun.countDown();
          child.await();
          return ScriptedHandler.done();
        });
    begun.await();
    bed.interventions.cancel(key, "ann", "not needed");
    awaitState("CANCELLED");

    assertThat(terminal(OperationCancelled.class).getReason())
        .isEqualTo("not needed It was committed before.");
  }

  @Test
  void aHandlerThatSwallowsInterruptsMayStillSayThatItIsDone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    start();
    run(
        attempt -> {
          begun.countDown();
          try {
            return block();
          } catch (InterruptedException swallowed) {
            return ScriptedHandler.done();
          }
        });
    begun.await();
    bed.interventions.cancel(key, "ann", "too late");
    awaitState("SUCCEEDED");
  }

  @Test
  void theDeadlineEndsAnAttempt() throws Exception {
    handler.script(key.operationId(), attempt -> block());
    start();
    bed.accept(with(in(LANE, key), Instant.now().plusSeconds(60), 1));
    awaitState("FAILED");

    assertThat(terminal(OperationFailed.class).getCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    assertThat(handler.abandoned).hasSize(1);
  }

  @Test
  void aLostLockEndsTheAttemptAndTheOperationIsTriedAgain() throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    start();
    run(
        attempt -> {
          attempt.lock(LockMode.EXCLUSIVE);
          if (attempt.number() > 1) {
            attempt.fence();
            return ScriptedHandler.done();
          }
          locked.countDown();
          return block();
        });
    locked.await();
    try (Connection connection = TestStack.postgres().connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
              + "'drover/backup/"
              + key.operationId()
              + "'");
    }
    awaitState("SUCCEEDED");

    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1",
            "OperationStarted 2",
            "OperationWaiting 3",
            "OperationStarted 4",
            "BackupSucceeded 5");
    assertThat(handler.abandoned).isEmpty();
  }

  @Test
  void anOperationThatWaitsForItsLockLendsItsPlaceToWork() throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    OperationKey holder = newKey();
    handler.script(
        holder.operationId(),
        attempt -> {
          attempt.lock(LockMode.EXCLUSIVE);
          locked.countDown();
          free.await();
          return ScriptedHandler.done();
        });
    Instance instance = new Instance(bed, "one", 2, StepListener.NONE, Map.of("backup", handler));
    instances.add(instance);
    // Two lanes, as two services would have them, and one target.
    bed.accept(in("main/other", holder));
    locked.await();
    run(
        attempt -> {
          attempt.lock(LockMode.EXCLUSIVE);
          return ScriptedHandler.done();
        });
    await().until(() -> instance.capacity.waiting() == 1);
    assertThat(instance.capacity.working()).isEqualTo(1);
    await().until(() -> bed.factsOf(key).contains("OperationWaiting 3"));
    free.countDown();
    awaitState("SUCCEEDED");

    await().until(() -> instance.capacity.working() == 0 && instance.capacity.waiting() == 0);
  }

  @Test
  void aTargetThatIsAwayIsTriedAgainAndGivenUpAfterTwoMinutes() throws Exception {
    start();
    run(
        attempt -> {
          throw unreachable();
        });
    await().until(() -> bed.stateOf(key).equals("RETRYING"));
    assertThat(handler.abandoned).isEmpty();
    await()
        .until(
            () ->
                bed.update(
                        "UPDATE operation SET away_since = now() - interval '3 minutes'"
                            + " WHERE state = 'RETRYING'")
                    == 1);
    awaitState("FAILED");

    assertThat(terminal(OperationFailed.class).getCode()).isEqualTo(FailureCode.TARGET_UNREACHABLE);
    assertThat(handler.abandoned).hasSize(1);
  }

  @Test
  void anInstanceThatStopsGivesItsWorkBackUntoldAndBeginsNothingNew() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Instance first = start();
    run(
        attempt -> {
          begun.countDown();
          return attempt.number() == 1 ? block() : ScriptedHandler.done();
        });
    begun.await();
    first.running.stop();
    await().until(() -> bed.stateOf(key).equals("RETRYING"));
    OperationKey later = newKey();
    bed.accept(in("main/other", later));
    first.lanes.wake();
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "OperationStarted 2");
    start();
    awaitState("SUCCEEDED");

    await().until(() -> bed.stateOf(later).equals("SUCCEEDED"));
    assertThat(bed.query("SELECT attempt, lost_attempts FROM operation ORDER BY accepted_order"))
        .containsExactly("2 0", "1 0");
    assertThat(handler.abandoned).isEmpty();
  }

  @Test
  void anAttemptWhoseLaneWasTakenOverIsEndedAndChangesNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    start();
    run(
        attempt -> {
          if (attempt.number() > 1) {
            await().untilTrue(ended);
            return ScriptedHandler.done();
          }
          begun.countDown();
          try {
            return block();
          } finally {
            ended.set(true);
          }
        });
    begun.await();
    bed.update("UPDATE scheduled_tasks SET picked = false, version = version + 1");
    awaitState("SUCCEEDED");

    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1", "OperationStarted 2", "OperationStarted 3", "BackupSucceeded 4");
    assertThat(handler.abandoned).isEmpty();
    await().until(() -> bed.query("SELECT * FROM scheduled_tasks").isEmpty());
  }

  @Test
  void aRequestThatTheHandlerDoesNotAdmitIsRejectedAtItsFirstAttemptAndFailsLater()
      throws Exception {
    OperationFailure forbidden =
        OperationFailure.of(FailureCode.NOT_PERMITTED, "Not any more.", "Ask.");
    OperationKey other = newKey();
    CountDownLatch begun = new CountDownLatch(1);
    handler.script(
        other.operationId(),
        attempt -> {
          handler.refuse(forbidden);
          begun.countDown();
          return new Outcome.RetryAfter(Duration.ZERO, "later");
        });
    start();
    bed.accept(in(LANE, other));
    begun.await();
    bed.accept(in(LANE, key));
    awaitState("REJECTED");

    assertThat(terminal(OperationRejected.class).getCode()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(bed.stateOf(other)).isEqualTo("FAILED");
    assertThat(handler.abandoned).containsExactly(other.operationId());
  }

  @Test
  void aResultThatCannotBeStatedFailsTheOperationAndIsNotRepeated() throws Exception {
    start();
    run(attempt -> new Outcome.Done(AttemptRunnerTest::broken));
    awaitState("FAILED");

    assertThat(terminal(OperationFailed.class).getCode()).isEqualTo(FailureCode.INTERNAL);
    assertThat(handler.begun).hasSize(1);
  }

  private static SpecificRecord broken(OperationHeader header) {
    throw new IllegalStateException("no fact");
  }

  @Test
  void anOperationOfAKindWithoutAHandlerWaitsForAnotherVersionUntilItsDeadline() throws Exception {
    bed.accept(in(LANE, key));
    Instance instance = new Instance(bed, "old", 2, StepListener.NONE, Map.of());
    instances.add(instance);
    awaitState("RETRYING");
    bed.update("UPDATE operation SET deadline = now(), resume_at = now()");
    bed.state.change(connection -> bed.lanes.wake(connection, List.of(LANE)));
    awaitState("FAILED");

    assertThat(terminal(OperationFailed.class).getCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }

  @Test
  void progressDoesNotMakeTheWorkWaitForABrokerThatIsAway() throws Exception {
    AtomicReference<Duration> longest = new AtomicReference<>(Duration.ZERO);
    start();
    run(
        attempt -> {
          long begun = System.nanoTime();
          attempt.progress().phase("dump", "bytes", 100);
          attempt.progress().done(50);
          longest.set(Duration.ofNanos(System.nanoTime() - begun));
          return ScriptedHandler.done();
        });
    awaitState("SUCCEEDED");

    // A publisher waits 10 s for a broker.
    assertThat(longest.get()).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void anAttemptKnowsItsOperation() throws Exception {
    CompletableFuture<Attempt<BackupRequested>> seen = new CompletableFuture<>();
    Instance instance = start();
    run(
        attempt -> {
          seen.complete(attempt);
          return ScriptedHandler.done();
        });
    awaitState("SUCCEEDED");

    assertThat(seen.join().operationId()).isEqualTo(key.operationId());
    assertThat(seen.join().number()).isOne();
    assertThat(seen.join().command().getDatabase()).isEqualTo("shop");
    assertThat(seen.join().target().physicalName()).isEqualTo(instance.physicalName());
    assertThat(seen.join().deadline()).isAfter(seen.join().acceptedAt());
    assertThat(seen.join().child()).isEmpty();
  }
}
