package io.drover.service.ledger;

import static io.drover.service.testbed.Requests.command;
import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationControl;
import io.drover.schemas.Topics;
import io.drover.service.ledger.RunningOperation.EndedChild;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.ChildRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operation that waits for any of several children. */
@Timeout(60)
class ManyChildrenTest {
  private static final String LANE = "fleet/one";
  private static final StateDatabase.Change NOTHING = connection -> {};

  private final StateBed bed = new StateBed();
  private final OperationKey key = newKey();

  @AfterEach
  void close() {
    bed.close();
  }

  private RunningOperation begin() throws SQLException {
    return ((Turn.Run) bed.beginning.next(LANE)).operation();
  }

  private static List<ChildRequest> requests(String... databases) {
    return Arrays.stream(databases)
        .map(
            each ->
                new ChildRequest("backup", Topics.BACKUP_REQUESTED, each, id -> command(id, each)))
        .toList();
  }

  private void awaitAnyOf(String... databases) throws SQLException {
    bed.accept(in(LANE, key));
    assertThat(bed.ledger.awaitAny(begin(), requests(databases), "why", NOTHING)).isTrue();
  }

  private int ends(String database, String outcome) throws SQLException {
    return bed.interventions.childrenEnded(
        List.of(new EndedChild("backup", child(database), outcome, new byte[] {1, 2})));
  }

  private String child(String database) {
    return Ledger.childId(key, database);
  }

  private List<String> cancelled() throws SQLException {
    return bed.waiting(Topics.OPERATION_CONTROL).stream()
        .map(each -> ((OperationControl) each).getDatabase())
        .toList();
  }

  @Test
  void eachIsAskedForOnItsOwnDatabaseAndTheFirstEndResumesTheParent() throws SQLException {
    awaitAnyOf("alpha", "beta");
    assertThat(bed.waiting(Topics.BACKUP_REQUESTED))
        .extracting(each -> ((BackupRequested) each).getDatabase())
        .containsExactly("alpha", "beta");
    assertThat(
            bed.query(
                "SELECT convert_from(key, 'UTF8') FROM outbox WHERE topic LIKE '%backup%' ORDER BY"
                    + " id"))
        .containsExactly("alpha", "beta");
    assertThat(bed.stateOf(key)).isEqualTo("AWAITING");
    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Idle(Optional.empty()));

    assertThat(ends("beta", "failed")).isOne();
    assertThat(ends("beta", "failed")).isZero();

    RunningOperation resumed = begin();
    assertThat(resumed.attempt()).isEqualTo(2);
    assertThat(resumed.endedChildren())
        .extracting(EndedChild::operationId, EndedChild::outcome)
        .containsExactly(tuple(child("beta"), "failed"));
    assertThat(bed.query("SELECT task_instance FROM scheduled_tasks")).containsExactly(LANE);
  }

  @Test
  void whatAnAttemptHasSeenIsNotGivenToTheNext() throws SQLException {
    awaitAnyOf("alpha", "beta");
    ends("alpha", "succeeded");
    assertThat(bed.ledger.awaitAny(begin(), requests("gamma"), "why", NOTHING)).isTrue();
    ends("gamma", "succeeded");

    assertThat(begin().endedChildren())
        .extracting(EndedChild::operationId)
        .containsExactly(child("gamma"));
  }

  @Test
  void anEndThatComesWhileAnAttemptIsAtWorkIsGivenToTheNextAtOnce() throws SQLException {
    awaitAnyOf("alpha", "beta");
    ends("alpha", "succeeded");
    RunningOperation atWork = begin();
    assertThat(ends("beta", "succeeded")).isZero();

    assertThat(bed.ledger.awaitAny(atWork, List.of(), "why", NOTHING)).isTrue();

    assertThat(begin().endedChildren())
        .extracting(EndedChild::operationId)
        .containsExactly(child("beta"));
  }

  @Test
  void whatHasEndedOutlivesAKilledAttempt() throws SQLException {
    awaitAnyOf("alpha", "beta");
    ends("alpha", "succeeded");
    begin();

    RunningOperation again = begin();
    assertThat(again.attempt()).isEqualTo(3);
    assertThat(again.endedChildren()).hasSize(1);
  }

  @Test
  void anAttemptThatWasOvertakenAsksForNothing() throws SQLException {
    bed.accept(in(LANE, key));
    RunningOperation stalled = begin();
    begin();

    assertThat(bed.ledger.awaitAny(stalled, requests("alpha"), "why", NOTHING)).isFalse();
    assertThat(bed.waiting(Topics.BACKUP_REQUESTED)).isEmpty();
    assertThat(bed.query("SELECT * FROM awaited")).isEmpty();
  }

  @Test
  void whatIsChangedAlongStandsWithTheWaitingOrNotAtAll() throws SQLException {
    bed.update("CREATE TABLE noted (what text)");
    bed.accept(in(LANE, key));
    RunningOperation attempt = begin();
    StateDatabase.Change broken =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("INSERT INTO noted VALUES ('alpha')");
            throw new SQLException("killed here", "XX000");
          }
        };

    assertThatThrownBy(() -> bed.ledger.awaitAny(attempt, requests("alpha"), "why", broken))
        .hasMessage("killed here");

    assertThat(bed.stateOf(key)).isEqualTo("RUNNING");
    assertThat(bed.query("SELECT * FROM noted")).isEmpty();
    assertThat(bed.query("SELECT * FROM awaited")).isEmpty();
    assertThat(bed.waiting(Topics.BACKUP_REQUESTED)).isEmpty();
  }

  @Test
  void whoWaitsForNobodyIsToldSoInsteadOfWaitingForEver() throws SQLException {
    awaitAnyOf("alpha");
    ends("alpha", "succeeded");
    RunningOperation attempt = begin();

    assertThatThrownBy(() -> bed.ledger.awaitAny(attempt, List.of(), "why", NOTHING))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void startAndWaitingAreToldOnceAndNotWithEachChild() throws SQLException {
    awaitAnyOf("alpha", "beta", "gamma");
    for (String each : List.of("alpha", "beta")) {
      ends(each, "succeeded");
      assertThat(bed.ledger.awaitAny(begin(), List.of(), "why", NOTHING)).isTrue();
    }
    ends("gamma", "succeeded");
    bed.ledger.finish(begin(), OperationState.SUCCEEDED, ScriptedHandler::succeeded, List.of());

    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1", "OperationStarted 2", "OperationWaiting 3", "BackupSucceeded 4");
    assertThat(bed.query("SELECT * FROM awaited")).isEmpty();
    assertThat(cancelled()).isEmpty();
  }

  @Test
  void aCancelOfTheParentCancelsTheChildrenThatHaveNotEnded() throws SQLException {
    awaitAnyOf("alpha", "beta", "gamma");
    ends("beta", "succeeded");
    assertThat(bed.ledger.awaitAny(begin(), List.of(), "why", NOTHING)).isTrue();

    bed.interventions.cancel(key, "ann", "not needed");
    Turn.Cancel turn = (Turn.Cancel) bed.beginning.next(LANE);
    assertThat(turn.requestedBy()).isEqualTo("ann");
    assertThat(bed.ledger.cancelled(turn.operation(), "ann", "not needed")).isTrue();

    assertThat(cancelled()).containsExactlyInAnyOrder("alpha", "gamma");
    assertThat(bed.query("SELECT * FROM awaited")).isEmpty();
  }

  @Test
  void aCancelThatComesWhileTheAttemptIsAtWorkLetsNoFurtherChildBegin() throws SQLException {
    bed.accept(in(LANE, key));
    RunningOperation attempt = begin();
    bed.interventions.cancel(key, "ann", "");

    assertThat(bed.ledger.awaitAny(attempt, requests("alpha"), "why", NOTHING)).isTrue();

    assertThat(bed.waiting(Topics.BACKUP_REQUESTED)).isEmpty();
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Cancel.class);
  }

  @Test
  void aFailureAndAPassedDeadlineCancelThemToo() throws SQLException {
    awaitAnyOf("alpha");
    bed.update("UPDATE operation SET deadline = now() - interval '1 second'");
    bed.sweeper.sweep();

    Turn.Fail end = (Turn.Fail) bed.beginning.next(LANE);
    OperationFailure late = end.failure();
    assertThat(late.code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    assertThat(bed.ledger.fail(end.operation(), late)).isTrue();
    assertThat(cancelled()).containsExactly("alpha");
  }

  @Test
  void manyResultsAreGivenInPartsAndNoneIsLost() throws SQLException {
    String[] databases = IntStream.range(0, 40).mapToObj(i -> "db" + i).toArray(String[]::new);
    awaitAnyOf(databases);
    for (String each : databases) {
      ends(each, "succeeded");
    }
    int seen = 0;
    int attempts = 0;
    while (seen < databases.length) {
      RunningOperation attempt = begin();
      seen += attempt.endedChildren().size();
      attempts++;
      assertThat(attempt.endedChildren()).isNotEmpty().hasSizeLessThanOrEqualTo(16);
      if (seen < databases.length) {
        assertThat(bed.ledger.awaitAny(attempt, List.of(), "why", NOTHING)).isTrue();
      }
    }
    assertThat(attempts).isEqualTo(3);
  }

  @Test
  void noEndIsLostBetweenTheLookAndTheWaiting() throws Exception {
    String[] databases = IntStream.range(0, 60).mapToObj(i -> "db" + i).toArray(String[]::new);
    awaitAnyOf(databases);
    CountDownLatch together = new CountDownLatch(1);
    try (ExecutorService others = Executors.newFixedThreadPool(2)) {
      List<Future<?>> ending =
          IntStream.range(0, 2)
              .<Future<?>>mapToObj(
                  half ->
                      others.submit(
                          () -> {
                            together.await();
                            for (int i = half; i < databases.length; i += 2) {
                              ends(databases[i], "succeeded");
                            }
                            return half;
                          }))
              .toList();
      together.countDown();
      int seen = 0;
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
      while (seen < databases.length) {
        assertThat(System.nanoTime()).as("seen so far: %s", seen).isLessThan(until);
        if (bed.beginning.next(LANE) instanceof Turn.Run(RunningOperation attempt)) {
          seen += attempt.endedChildren().size();
          if (seen < databases.length) {
            bed.ledger.awaitAny(attempt, List.of(), "why", NOTHING);
          }
        }
      }
      for (Future<?> each : ending) {
        each.get(20, TimeUnit.SECONDS);
      }
    }
  }
}
