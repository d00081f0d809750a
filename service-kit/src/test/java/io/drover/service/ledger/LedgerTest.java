package io.drover.service.ledger;

import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static io.drover.service.testbed.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerTest {
  private static final String LANE = "main/shop";

  private final StateBed bed = new StateBed();
  private final OperationKey key = newKey();

  @AfterEach
  void close() {
    bed.close();
  }

  private RunningOperation begin() throws SQLException {
    return ((Turn.Run) bed.beginning.next(LANE)).operation();
  }

  private RunningOperation acceptedAndBegun() throws SQLException {
    bed.accept(in(LANE, key));
    return begin();
  }

  private SpecificRecord lastFact() throws SQLException {
    return bed.waiting(Topics.OPERATION_EVENTS).getLast();
  }

  private void sequenceHasNoGap() throws SQLException {
    List<Integer> sequence =
        bed.waiting(Topics.OPERATION_EVENTS).stream()
            .map(fact -> ((OperationHeader) fact.get(0)).getSequence())
            .toList();
    assertThat(sequence).isEqualTo(IntStream.rangeClosed(1, sequence.size()).boxed().toList());
  }

  @Test
  void theFactsOfALifeAreNumberedWithoutAGap() throws SQLException {
    RunningOperation first = acceptedAndBegun();
    assertThat(bed.ledger.waitingForLock(first, "drover/migrate/1")).isTrue();
    assertThat(bed.ledger.retry(first, Duration.ZERO, "away", Instant.now())).isTrue();
    RunningOperation second = begin();
    assertThat(bed.ledger.cancelled(second, "ann", "")).isTrue();

    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1",
            "OperationStarted 2",
            "OperationWaiting 3",
            "OperationWaiting 4",
            "OperationStarted 5",
            "OperationCancelled 6");
    assertThat(second.attempt()).isEqualTo(2);
  }

  @Test
  void aStaleAttemptChangesNothing() throws SQLException {
    RunningOperation stale = acceptedAndBegun();
    RunningOperation owner = begin();
    List<String> before = bed.query("SELECT * FROM operation");

    OperationFailure failure = OperationFailure.of(FailureCode.INTERNAL, "m", "r");
    assertThat(bed.ledger.owns(stale)).isFalse();
    assertThat(bed.ledger.fail(stale, failure)).isFalse();
    assertThat(bed.ledger.reject(stale, failure)).isFalse();
    assertThat(bed.ledger.cancelled(stale, "ann", "")).isFalse();
    assertThat(bed.ledger.retry(stale, Duration.ZERO, "why", null)).isFalse();
    assertThat(bed.ledger.release(stale)).isFalse();
    assertThat(bed.ledger.waitingForLock(stale, "someone")).isFalse();
    assertThat(bed.query("SELECT * FROM operation")).isEqualTo(before);
    assertThat(bed.factsOf(key))
        .containsExactly("OperationAccepted 1", "OperationStarted 2", "OperationStarted 3");
    assertThat(bed.ledger.owns(owner)).isTrue();
  }

  @Test
  void anEndedOperationIsNotEndedAgain() throws SQLException {
    RunningOperation operation = acceptedAndBegun();
    assertThat(bed.ledger.cancelled(operation, "ann", "")).isTrue();
    assertThat(bed.ledger.fail(operation, OperationFailure.of("INTERNAL", "m", "r"))).isFalse();

    assertThat(bed.stateOf(key)).isEqualTo("CANCELLED");
    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Idle(Optional.empty()));
    assertThat(
            bed.meters
                .counter("drover.service.operations", "kind", "backup", "outcome", "cancelled")
                .count())
        .isEqualTo(1);
  }

  @Test
  void aTerminalFactThatCannotBeMadeLeavesTheOperationAsItWas() throws SQLException {
    RunningOperation operation = acceptedAndBegun();

    assertThatThrownBy(
            () ->
                bed.ledger.finish(
                    operation,
                    OperationState.SUCCEEDED,
                    header -> {
                      throw new IllegalStateException("no fact");
                    },
                    List.of()))
        .hasMessage("no fact");

    assertThat(bed.ledger.owns(operation)).isTrue();
    assertThat(bed.ledger.release(operation)).isTrue();
    sequenceHasNoGap();
  }

  @Test
  void aFactOfAnOperationThatGoesOnIsNumberedAndComesWithWhatGoesAlong() throws Exception {
    bed.update("CREATE TABLE step (name text)");
    RunningOperation operation = acceptedAndBegun();

    assertThat(
            bed.ledger.tell(
                operation,
                ScriptedHandler::succeeded,
                List.of(
                    new Announcement(Topics.BACKUPS, "kept", ScriptedHandler.succeeded(header())),
                    Announcement.tombstone(Topics.BACKUPS, "removed")),
                connection -> {
                  try (var insert = connection.createStatement()) {
                    insert.execute("INSERT INTO step VALUES ('removed')");
                  }
                }))
        .isTrue();
    assertThat(bed.ledger.owns(operation)).isTrue();
    assertThat(bed.ledger.cancelled(operation, "ann", "")).isTrue();

    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1",
            "OperationStarted 2",
            "BackupSucceeded 3",
            "OperationCancelled 4");
    assertThat(
            bed.query(
                "SELECT convert_from(key, 'UTF8'), value IS NULL FROM outbox"
                    + " WHERE topic = 'test.backups' ORDER BY id"))
        .containsExactly("kept f", "removed t");
    assertThat(bed.query("SELECT name FROM step")).containsExactly("removed");
  }

  @Test
  void aFactOfAnAttemptThatLostItsOperationIsNotStatedNorWhatGoesAlong() throws Exception {
    RunningOperation stale = acceptedAndBegun();
    RunningOperation owner = begin();

    assertThat(
            bed.ledger.tell(
                stale,
                ScriptedHandler::succeeded,
                List.of(Announcement.tombstone(Topics.BACKUPS, "removed")),
                connection -> {
                  throw new AssertionError("not the owner's change");
                }))
        .isFalse();
    assertThatThrownBy(
            () ->
                bed.ledger.tell(
                    owner,
                    ScriptedHandler::succeeded,
                    List.of(Announcement.tombstone(Topics.BACKUPS, "removed")),
                    connection -> {
                      throw new SQLException("no");
                    }))
        .hasMessage("no");

    assertThat(bed.factsOf(key))
        .containsExactly("OperationAccepted 1", "OperationStarted 2", "OperationStarted 3");
    assertThat(bed.query("SELECT * FROM outbox WHERE topic = 'test.backups'")).isEmpty();
    assertThat(bed.ledger.owns(owner)).isTrue();
    sequenceHasNoGap();
  }

  private static OperationHeader header() {
    return new OperationHeader("backup", "other", "shop", 1, 1, Instant.EPOCH);
  }

  @Test
  void theThirdLostAttemptEndsTheOperationAsInternal() throws SQLException {
    acceptedAndBegun();
    begin();
    begin();
    Turn.Fail end = (Turn.Fail) bed.beginning.next(LANE);

    assertThat(end.failure().code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(bed.ledger.fail(end.operation(), end.failure())).isTrue();
    assertThat(((OperationFailed) lastFact()).getCode()).isEqualTo(FailureCode.INTERNAL);
    sequenceHasNoGap();
  }

  @Test
  void anAttemptThatWasGivenBackIsNotALostOne() throws SQLException {
    RunningOperation operation = acceptedAndBegun();
    for (int i = 0; i < 5; i++) {
      assertThat(bed.ledger.release(operation)).isTrue();
      operation = begin();
    }
    assertThat(operation.attempt()).isEqualTo(6);
  }

  @Test
  void aRequestThatExpiredBeforeItsTurnIsRejectedAndTheNextOneBegins() throws SQLException {
    OperationKey next = newKey();
    bed.accept(with(in(LANE, key), Instant.now().minusSeconds(1), 3600), in(LANE, next));

    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Again());
    assertThat(((OperationRejected) lastFact()).getCode()).isEqualTo(FailureCode.EXPIRED);
    assertThat(begin().key()).isEqualTo(next);
  }

  @Test
  void anOperationThatHasBegunNoLongerExpires() throws SQLException {
    bed.accept(in(LANE, key));
    RunningOperation first = begin();
    assertThat(bed.ledger.release(first)).isTrue();
    bed.update("UPDATE operation SET expires_at = now() - interval '1 hour'");

    assertThat(begin().attempt()).isEqualTo(2);
  }

  @Test
  void anOperationPastItsDeadlineFailsAtItsTurn() throws SQLException {
    bed.accept(in(LANE, key));
    bed.update("UPDATE operation SET deadline = now() - interval '1 second'");

    Turn.Fail end = (Turn.Fail) bed.beginning.next(LANE);
    assertThat(end.failure().code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1");
  }

  @Test
  void aCancelBeforeTheFirstAttemptEndsTheOperationAtOnce() throws SQLException {
    bed.accept(in(LANE, key));
    bed.interventions.cancel(key, "ann", "not needed");

    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "OperationCancelled 2");
    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Idle(Optional.empty()));
  }

  @Test
  void aCancelOfARunningOperationIsLeftToItsAttempt() throws SQLException {
    RunningOperation operation = acceptedAndBegun();
    bed.interventions.cancel(key, "ann", "not needed");
    bed.interventions.cancel(key, "bob", "me too");

    assertThat(bed.stateOf(key)).isEqualTo("RUNNING");
    assertThat(bed.ledger.owns(operation)).isTrue();
    assertThat(bed.query("SELECT cancel_requested, cancel_by FROM operation"))
        .containsExactly("t ann");
  }

  @Test
  void aCancelledOperationWhoseAttemptIsLostIsCancelledAtItsNextTurn() throws SQLException {
    acceptedAndBegun();
    bed.interventions.cancel(key, "ann", "not needed");

    Turn.Cancel turn = (Turn.Cancel) bed.beginning.next(LANE);
    assertThat(turn.requestedBy()).isEqualTo("ann");
  }

  @Test
  void aCancelOfAnOperationThatIsPutOffTakesEffectAtOnce() throws SQLException {
    RunningOperation operation = acceptedAndBegun();
    assertThat(bed.ledger.retry(operation, Duration.ofMinutes(30), "away", null)).isTrue();
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Idle.class);

    bed.interventions.cancel(key, "ann", "");

    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Cancel.class);
  }

  @Test
  void aCancelThatComesWhileTheAttemptAsksForADelayIsNotDelayed() throws SQLException {
    RunningOperation operation = acceptedAndBegun();
    bed.interventions.cancel(key, "ann", "");
    assertThat(bed.ledger.retry(operation, Duration.ofMinutes(30), "away", null)).isTrue();

    Instant due = bed.state.inTransaction(c -> bed.work.next(c, LANE)).orElseThrow();
    assertThat(due).isBeforeOrEqualTo(bed.state.now());
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Cancel.class);
  }

  @Test
  void aCancelOfAnEndedOperationChangesNothing() throws SQLException {
    RunningOperation operation = acceptedAndBegun();
    bed.ledger.cancelled(operation, "ann", "");
    List<String> before = bed.query("SELECT * FROM operation");
    bed.interventions.cancel(key, "bob", "");

    assertThat(bed.query("SELECT * FROM operation")).isEqualTo(before);
    assertThat(bed.query("SELECT * FROM early_cancel")).isEmpty();
  }

  @Test
  void anOperationIsPutOffToItsDeadlineAtMost() throws SQLException {
    bed.accept(with(in(LANE, key), Instant.now().plusSeconds(3600), 60));
    RunningOperation operation = begin();
    assertThat(bed.ledger.retry(operation, Duration.ofHours(2), "away", null)).isTrue();

    assertThat(bed.query("SELECT resume_at = deadline FROM operation")).containsExactly("t");
    assertThat(((OperationWaiting) lastFact()).getUntil()).isNotNull();
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Idle.class);
  }

  @Test
  void sinceWhenATargetIsAwayIsRememberedUntilAnAttemptSaysOtherwise() throws SQLException {
    Instant since = Instant.parse("2026-01-02T03:04:05Z");
    RunningOperation operation = acceptedAndBegun();
    bed.ledger.retry(operation, Duration.ZERO, "away", since);
    operation = begin();
    assertThat(operation.awaySince()).isEqualTo(since);
    bed.ledger.release(operation);
    operation = begin();
    assertThat(operation.awaySince()).isEqualTo(since);
    bed.ledger.retry(operation, Duration.ZERO, "something else", null);
    assertThat(begin().awaySince()).isNull();
  }
}
