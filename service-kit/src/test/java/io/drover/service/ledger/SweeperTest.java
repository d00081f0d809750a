package io.drover.service.ledger;

import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.Topics;
import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SweeperTest {
  private static final String LANE = "main/shop";

  private final StateBed bed = new StateBed();
  private final OperationKey key = newKey();

  @AfterEach
  void close() {
    bed.close();
  }

  private SpecificRecord lastFact() throws SQLException {
    return bed.waiting(Topics.OPERATION_EVENTS).getLast();
  }

  @Test
  void aLaneWithWorkAndWithoutATaskIsWoken() throws SQLException {
    bed.accept(in(LANE, key));
    bed.update("DELETE FROM scheduled_tasks");
    bed.sweeper.sweep();

    assertThat(bed.query("SELECT task_instance, picked FROM scheduled_tasks"))
        .containsExactly(LANE + " f");
  }

  @Test
  void aLaneWhoseHeadWaitsForAChildIsLeftAlone() throws SQLException {
    bed.accept(in(LANE, key), in(LANE, newKey()));
    bed.update("DELETE FROM scheduled_tasks");
    bed.update(
        "UPDATE operation SET state = 'AWAITING', attempt = 1 WHERE operation_id = '"
            + key.operationId()
            + "'");
    bed.sweeper.sweep();

    assertThat(bed.query("SELECT task_instance FROM scheduled_tasks")).isEmpty();
  }

  @Test
  void aRequestThatExpiresInItsLaneIsRejectedBehindALongOperationToo() throws SQLException {
    OperationKey late = newKey();
    bed.accept(in(LANE, key), in(LANE, late));
    assertThat(bed.beginning.next(LANE)).isInstanceOf(Turn.Run.class);
    bed.update("UPDATE operation SET expires_at = now() - interval '1 second'");
    bed.sweeper.sweep();

    assertThat(bed.stateOf(key)).isEqualTo("RUNNING");
    assertThat(bed.stateOf(late)).isEqualTo("REJECTED");
    assertThat(((OperationRejected) lastFact()).getCode()).isEqualTo(FailureCode.EXPIRED);
  }

  @Test
  void anOperationWhoseDeadlinePassesInItsLaneFails() throws SQLException {
    bed.accept(in(LANE, key));
    bed.update("UPDATE operation SET deadline = now() - interval '1 second'");
    bed.sweeper.sweep();

    assertThat(bed.stateOf(key)).isEqualTo("FAILED");
    assertThat(((OperationFailed) lastFact()).getCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }

  @Test
  void onlyWhatEndedLongAgoIsForgotten() throws SQLException {
    OperationKey recent = newKey();
    OperationKey open = newKey();
    bed.accept(in(LANE, key), in(LANE, recent), in(LANE, open));
    bed.interventions.cancel(key, "ann", "");
    bed.interventions.cancel(recent, "ann", "");
    bed.update("UPDATE operation SET accepted_at = now() - interval '90 days'");
    bed.update(
        "UPDATE operation SET finished_at = now() - interval '61 days' WHERE operation_id = '"
            + key.operationId()
            + "'");
    bed.sweeper.sweep();

    assertThat(bed.stateOf(key)).isEqualTo("none");
    assertThat(bed.stateOf(recent)).isEqualTo("CANCELLED");
    assertThat(bed.stateOf(open)).isEqualTo("ACCEPTED");
  }

  @Test
  void theBacklogIsCountedOnceAndReadOften() throws SQLException {
    Backlog backlog = new Backlog(bed.state, bed.meters);
    bed.accept(in(LANE, key), in(LANE, newKey()), in("main/other", newKey()));
    assertThat(bed.meters.get("drover.outbox.pending").gauge().value()).isZero();
    backlog.count();

    assertThat(bed.meters.get("drover.outbox.pending").gauge().value()).isEqualTo(3);
    assertThat(bed.meters.get("drover.service.operations.unfinished").gauge().value()).isEqualTo(3);
    assertThat(bed.meters.get("drover.lanes.unfinished").gauge().value()).isEqualTo(2);
  }
}
