package io.drover.service.ledger;

import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.key;
import static io.drover.service.testbed.Requests.newKey;
import static io.drover.service.testbed.Requests.other;
import static io.drover.service.testbed.Requests.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcceptanceTest {
  private final OperationFailure forbidden =
      OperationFailure.of(FailureCode.NOT_PERMITTED, "Not you.", "Ask someone else.");

  private final StateBed bed = new StateBed();
  private final OperationKey key = newKey();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
    bed.close();
  }

  private SpecificRecord lastFact() throws SQLException {
    return bed.waiting(Topics.OPERATION_EVENTS).getLast();
  }

  @Test
  void aNewRequestIsAcceptedAndWakesItsLane() throws SQLException {
    Acceptance.Result result = bed.accept(in("main/shop", key));

    assertThat(result.accepted()).isOne();
    assertThat(bed.stateOf(key)).isEqualTo("ACCEPTED");
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1");
    assertThat(bed.query("SELECT task_name, task_instance, picked FROM scheduled_tasks"))
        .containsExactly("lane main/shop f");
  }

  @Test
  void theSameRequestAgainChangesNothing() throws SQLException {
    bed.accept(in("main/shop", key));
    Acceptance.Result again = bed.accept(in("main/shop", key));

    assertThat(again.repeated()).isOne();
    assertThat(again.records()).isEmpty();
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1");
  }

  @Test
  void theSameIdWithOtherContentIsRefusedOutsideTheOperationsLife() throws SQLException {
    bed.accept(in("main/shop", key));
    bed.accept(other("main/shop", key));

    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "RequestRefused 0");
    assertThat(((RequestRefused) lastFact()).getCode()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(bed.stateOf(key)).isEqualTo("ACCEPTED");
  }

  @Test
  void anEndedOperationIsAnsweredWithItsTerminalFact() throws Exception {
    bed.accept(rejected(key, forbidden));
    bed.accept(in("main/shop", key));

    assertThat(bed.factsOf(key)).containsExactly("OperationRejected 1", "RequestAnswered 0");
    RequestAnswered answer = (RequestAnswered) lastFact();
    byte[] fact = new byte[answer.getTerminalFact().remaining()];
    answer.getTerminalFact().get(fact);
    assertThat(answer.getOutcome()).isEqualTo("rejected");
    assertThat(((OperationRejected) bed.codec.decode(fact)).getCode())
        .isEqualTo(FailureCode.NOT_PERMITTED);
  }

  @Test
  void aRejectedRequestEndsAtOnceAndWakesNothing() throws SQLException {
    Acceptance.Result result = bed.accept(rejected(key, forbidden));

    assertThat(result.rejected()).isOne();
    assertThat(bed.stateOf(key)).isEqualTo("REJECTED");
    assertThat(bed.query("SELECT * FROM scheduled_tasks")).isEmpty();
    assertThat(
            bed.meters.counter(
                "drover.service.operations", "kind", "backup", "outcome", "rejected"))
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
  }

  @Test
  void duplicatesWithinABatchAreToldApartAsIfTheyHadComeOneAfterAnother() throws SQLException {
    OperationKey denied = newKey();
    Acceptance.Result result =
        bed.accept(
            in("main/shop", key),
            in("main/shop", key),
            other("main/shop", key),
            rejected(denied, forbidden),
            rejected(denied, forbidden));

    assertThat(result.accepted()).isOne();
    assertThat(result.rejected()).isOne();
    assertThat(result.repeated()).isEqualTo(3);
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "RequestRefused 0");
    assertThat(bed.factsOf(denied)).containsExactly("OperationRejected 1", "RequestAnswered 0");
  }

  @Test
  void aCancelThatCameFirstEndsTheRequestAtItsAcceptance() throws SQLException {
    bed.interventions.cancel(key, "ann", "changed my mind");
    Acceptance.Result result = bed.accept(in("main/shop", key));

    assertThat(result.accepted()).isZero();
    assertThat(bed.stateOf(key)).isEqualTo("CANCELLED");
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "OperationCancelled 2");
    assertThat(bed.query("SELECT * FROM early_cancel")).isEmpty();
  }

  @Test
  void aCancelAndARequestThatDidNotSeeEachOtherEndInACancelAllTheSame() throws SQLException {
    bed.state.change(
        request -> {
          bed.acceptance.accept(request, List.of(in("main/shop", key)));
          CompletableFuture.runAsync(
                  () -> {
                    try {
                      bed.interventions.cancel(key, "ann", "");
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  },
                  threads)
              .join();
        });
    assertThat(bed.stateOf(key)).isEqualTo("ACCEPTED");
    // A duplicate must not swallow the cancel either.
    bed.accept(in("main/shop", key));

    bed.sweeper.sweep();

    assertThat(bed.stateOf(key)).isEqualTo("CANCELLED");
    assertThat(bed.query("SELECT * FROM early_cancel")).isEmpty();
  }

  @Test
  void theOrderOfArrivalIsTheOrderOfAcceptance() throws SQLException {
    List<String> ids = IntStream.range(0, 200).mapToObj(i -> "op-" + (997 * i % 200)).toList();
    bed.accept(ids.subList(0, 120).stream().map(id -> in("main/shop", key(id))).toList());
    bed.accept(ids.subList(120, 200).stream().map(id -> in("main/shop", key(id))).toList());

    assertThat(bed.query("SELECT operation_id FROM operation ORDER BY accepted_order"))
        .isEqualTo(ids);
  }

  @Test
  void twoInstancesThatTakeTheSameRecordsAcceptEachOnceAndDoNotBlockEachOther() throws Exception {
    for (int round = 0; round < 20; round++) {
      int current = round;
      List<Submission> records =
          IntStream.range(0, 100)
              .mapToObj(i -> in("main/db" + i % 7, key("op-" + current + "-" + i)))
              .toList();
      List<Submission> reversed = new ArrayList<>(records);
      Collections.reverse(reversed);
      CyclicBarrier together = new CyclicBarrier(2);
      CompletableFuture<Acceptance.Result> one =
          CompletableFuture.supplyAsync(() -> acceptTogether(together, records), threads);
      CompletableFuture<Acceptance.Result> two =
          CompletableFuture.supplyAsync(() -> acceptTogether(together, reversed), threads);

      assertThat(one.get().accepted() + two.get().accepted()).isEqualTo(100);
      assertThat(one.get().repeated() + two.get().repeated()).isEqualTo(100);
    }
    assertThat(bed.query("SELECT count(*) FROM operation")).containsExactly("2000");
    assertThat(bed.query("SELECT count(*) FROM outbox")).containsExactly("2000");
  }

  private Acceptance.Result acceptTogether(CyclicBarrier together, List<Submission> records) {
    try {
      together.await();
      return bed.accept(records);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
