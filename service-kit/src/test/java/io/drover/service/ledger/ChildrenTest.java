package io.drover.service.ledger;

import static io.drover.service.testbed.Requests.command;
import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static io.drover.service.testbed.Requests.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationControl;
import io.drover.schemas.Topics;
import io.drover.service.ledger.RunningOperation.EndedChild;
import io.drover.service.operation.Outcome.ChildRequest;
import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildrenTest {
  private static final String LANE = "main/shop";

  private final StateBed bed = new StateBed();
  private final OperationKey key = newKey();
  private final OperationKey child =
      new OperationKey("backup", Ledger.childId(key, "backup-before"));
  private final ChildRequest request =
      new ChildRequest(
          "backup",
          Topics.BACKUP_REQUESTED,
          "backup-before",
          id ->
              BackupRequested.newBuilder(command(id, "shop"))
                  .setLabels(Map.of("team", "web"))
                  .build());

  @AfterEach
  void close() {
    bed.close();
  }

  private RunningOperation begin() throws SQLException {
    return ((Turn.Run) bed.beginning.next(LANE)).operation();
  }

  private static EndedChild childOf(RunningOperation operation) {
    return Objects.requireNonNull(operation.child());
  }

  private void awaitChild() throws SQLException {
    bed.accept(in(LANE, key));
    assertThat(bed.ledger.await(begin(), request, "a backup comes first")).isTrue();
  }

  private BackupRequested requested() throws SQLException {
    return (BackupRequested) bed.waiting(Topics.BACKUP_REQUESTED).getLast();
  }

  private int childEnds(String outcome) throws SQLException {
    return bed.interventions.childrenEnded(
        List.of(new EndedChild("backup", child.operationId(), outcome, new byte[] {1, 2})));
  }

  @Test
  void aParentWaitsUntilItsChildHasEndedAndThenKnowsHow() throws SQLException {
    awaitChild();
    assertThat(bed.stateOf(key)).isEqualTo("AWAITING");
    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Idle(Optional.empty()));

    assertThat(childEnds("succeeded")).isOne();
    assertThat(childEnds("succeeded")).isZero();

    RunningOperation resumed = begin();
    assertThat(resumed.key()).isEqualTo(key);
    assertThat(resumed.attempt()).isEqualTo(2);
    assertThat(childOf(resumed).outcome()).isEqualTo("succeeded");
    assertThat(childOf(resumed).fact()).containsExactly(1, 2);
    assertThat(bed.query("SELECT task_instance FROM scheduled_tasks")).containsExactly(LANE);
  }

  @Test
  void whatIsKnownOfTheChildOutlivesALostAttempt() throws SQLException {
    awaitChild();
    childEnds("failed");
    begin();

    assertThat(childOf(begin()).outcome()).isEqualTo("failed");
  }

  @Test
  void theChildNamesItsParentAndKeepsItsLabels() throws SQLException {
    awaitChild();
    BackupRequested command = requested();
    assertThat(command.getOperationId()).isEqualTo(child.operationId());
    assertThat(command.getLabels())
        .containsEntry("team", "web")
        .containsEntry(Submission.PARENT_LABEL, key.toString());

    bed.accept(of(child, LANE, command, null));
    OperationAccepted accepted = (OperationAccepted) bed.waiting(Topics.OPERATION_EVENTS).getLast();
    assertThat(accepted.getParentKind()).isEqualTo("backup");
    assertThat(accepted.getParentOperationId()).isEqualTo(key.operationId());
  }

  @Test
  void theSameChildIsAskedForEachTime() throws SQLException {
    awaitChild();
    BackupRequested first = requested();
    childEnds("succeeded");
    assertThat(bed.ledger.await(begin(), request, "again")).isTrue();

    assertThat(requested()).isEqualTo(first);
    assertThat(bed.query("SELECT child_outcome FROM operation")).containsExactly("null");
  }

  @Test
  void aChildOnTheLaneOfItsParentGoesAheadOfTheQueue() throws SQLException {
    OperationKey queued = newKey();
    awaitChild();
    bed.accept(in(LANE, queued));
    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Idle(Optional.empty()));

    bed.accept(of(child, LANE, requested(), null));

    RunningOperation running = begin();
    assertThat(running.key()).isEqualTo(child);
    assertThat(bed.ledger.cancelled(running, "ann", "")).isTrue();
    childEnds("cancelled");
    RunningOperation parent = begin();
    assertThat(parent.key()).isEqualTo(key);
    assertThat(bed.ledger.cancelled(parent, "ann", "")).isTrue();
    assertThat(begin().key()).isEqualTo(queued);
  }

  @Test
  void aCancelOfAnAwaitingOperationCancelsItsChildAndBringsItBackToItsLane() throws SQLException {
    awaitChild();
    bed.interventions.cancel(key, "ann", "not needed");

    OperationControl control = (OperationControl) bed.waiting(Topics.OPERATION_CONTROL).getFirst();
    assertThat(control.getKind()).isEqualTo("backup");
    assertThat(control.getOperationId()).isEqualTo(child.operationId());
    assertThat(control.getAction()).isEqualTo("cancel");
    assertThat(control.getRequestedBy()).isEqualTo("ann");
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Cancel.class);
  }

  @Test
  void aCancelThatComesWhileTheAttemptAsksForAChildIsNotForgotten() throws SQLException {
    bed.accept(in(LANE, key));
    RunningOperation operation = begin();
    bed.interventions.cancel(key, "ann", "");
    assertThat(bed.ledger.await(operation, request, "a backup comes first")).isTrue();

    assertThat(bed.waiting(Topics.BACKUP_REQUESTED)).isEmpty();
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Cancel.class);
  }

  @Test
  void anAwaitingOperationPastItsDeadlineFailsAndItsChildIsCancelled() throws SQLException {
    awaitChild();
    bed.update("UPDATE operation SET deadline = now() - interval '1 second'");
    bed.sweeper.sweep();
    bed.sweeper.sweep();

    assertThat(bed.waiting(Topics.OPERATION_CONTROL)).hasSize(1);
    Turn.Fail end = (Turn.Fail) bed.beginning.next(LANE);
    assertThat(end.failure().code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }
}
