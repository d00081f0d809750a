package io.drover.service.intake;

import static io.drover.service.testbed.Requests.command;
import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Turn;
import io.drover.service.operation.Outcome.ChildRequest;
import io.drover.service.testbed.Arrivals;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildIntakeTest {
  private final StateBed bed = new StateBed();
  private final Arrivals arrivals = new Arrivals(bed.bus);
  private final AtomicInteger woken = new AtomicInteger();
  private final ChildIntake children =
      new ChildIntake(bed.codec, bed.interventions, woken::incrementAndGet);
  private final OperationKey parent = newKey();
  private final String childId = Ledger.childId(parent, "first");

  @BeforeEach
  void await() throws SQLException {
    bed.accept(in("main/shop", parent));
    Turn.Run run = (Turn.Run) bed.beginning.next("main/shop");
    ChildRequest request =
        new ChildRequest("backup", Topics.BACKUP_REQUESTED, "first", id -> command(id, "shop"));
    assertThat(bed.ledger.await(run.operation(), request, "why")).isTrue();
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private OperationHeader header(String operationId) {
    return OperationHeader.newBuilder()
        .setKind("backup")
        .setOperationId(operationId)
        .setDatabase("shop")
        .setSequence(3)
        .setAttempt(1)
        .setObservedAt(Instant.EPOCH)
        .build();
  }

  private void arrive(SpecificRecord... facts) throws SQLException {
    for (SpecificRecord fact : facts) {
      children.take(List.of(arrivals.avro(Topics.OPERATION_EVENTS, fact)));
    }
  }

  private List<String> outcome() throws SQLException {
    return bed.query("SELECT state, child_outcome FROM operation");
  }

  @Test
  void theSuccessOfTheChildResumesItsParentOnce() throws Exception {
    SpecificRecord fact = ScriptedHandler.succeeded(header(childId));
    arrive(fact, fact);

    assertThat(outcome()).containsExactly("RETRYING succeeded");
    assertThat(woken).hasValue(1);
  }

  @Test
  void whatIsNoEndOrAnothersResumesNothing() throws SQLException {
    arrive(
        OperationStarted.newBuilder()
            .setHeader(header(childId))
            .setService("s")
            .setInstance("i")
            .build(),
        ScriptedHandler.succeeded(header("another")));

    assertThat(outcome()).containsExactly("AWAITING null");
    assertThat(woken).hasValue(0);
  }

  @Test
  void aCancelledChildResumesItsParent() throws SQLException {
    arrive(OperationCancelled.newBuilder().setHeader(header(childId)).build());

    assertThat(outcome()).containsExactly("RETRYING cancelled");
  }

  @Test
  void anAnswerThatTheChildHadEndedBeforeResumesItsParentWithTheFactOfThatEnd() throws Exception {
    byte[] fact = bed.codec.encode(ScriptedHandler.succeeded(header(childId)));
    arrive(
        RequestAnswered.newBuilder()
            .setHeader(header(childId))
            .setOutcome("succeeded")
            .setTerminalType("io.drover.schemas.BackupSucceeded")
            .setTerminalFact(ByteBuffer.wrap(fact))
            .build());

    assertThat(outcome()).containsExactly("RETRYING succeeded");
    assertThat(
            bed.query(
                "SELECT child_fact = terminal FROM operation, (SELECT decode('"
                    + HexFormat.of().formatHex(fact)
                    + "', 'hex') AS terminal) t"))
        .containsExactly("t");
  }

  @Test
  void aChildWhoseRequestWasRefusedIsNotWaitedFor() throws SQLException {
    arrive(
        RequestRefused.newBuilder()
            .setHeader(header(childId))
            .setCode("INVALID_REQUEST")
            .setMessage("m")
            .setRemedy("r")
            .build());

    assertThat(outcome()).containsExactly("RETRYING rejected");
  }

  @Test
  void aRefusedApprovalOfAChildIsNotItsEnd() throws SQLException {
    arrive(
        RequestRefused.newBuilder()
            .setHeader(header(childId))
            .setCode("NOT_PERMITTED")
            .setMessage("m")
            .setRequestType("io.drover.schemas.OperationControl")
            .build());

    assertThat(outcome()).containsExactly("AWAITING null");
  }

  @Test
  void garbageAmongTheEventsStopsNothing() throws SQLException {
    RecordHeaders headers = new RecordHeaders();
    arrivals
        .avro(Topics.OPERATION_EVENTS, ScriptedHandler.succeeded(header("x")))
        .headers()
        .forEach(headers::add);
    children.take(
        List.of(
            arrivals.raw(Topics.OPERATION_EVENTS, null, headers),
            arrivals.raw(Topics.OPERATION_EVENTS, new byte[] {1}, headers),
            arrivals.raw(Topics.OPERATION_EVENTS, new byte[20], new RecordHeaders()),
            arrivals.avro(Topics.OPERATION_EVENTS, ScriptedHandler.succeeded(header(childId)))));

    assertThat(outcome()).containsExactly("RETRYING succeeded");
  }
}
