package io.drover.service.ledger;

import static io.drover.service.testbed.Requests.held;
import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static io.drover.service.testbed.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationApproved;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.Topics;
import io.drover.service.ledger.Approvals.Decision;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Policy;
import io.drover.service.testbed.StateBed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApprovalsTest {
  private static final String LANE = "main/shop";
  private static final Policy.Approval APPROVAL =
      new Policy.Approval(
          Set.of("backup"), Set.of("ann", "bob", "test"), Duration.ofHours(2), false);

  private final StateBed bed = new StateBed();
  private final OperationKey key = newKey();
  private final Submission submission = held(in(LANE, key), APPROVAL);

  private final List<String> reached = new ArrayList<>();

  @TempDir Path folder;
  private final List<DatabaseRegistry> registries = new ArrayList<>();
  private Approvals approvals;

  @BeforeEach
  void open() throws Exception {
    open("{ operations: [backup], approvers: [ann, bob, test] }");
  }

  private void open(String approval) throws Exception {
    DatabaseRegistry registry =
        DatabaseRegistry.open(
            Files.writeString(
                folder.resolve("databases.yml"),
                """
                servers:
                  main: { host: 127.0.0.1, user: drover, password: "env:HOME" }
                databases:
                  shop:
                    server: main
                    policy:
                      approval: %s
                """
                    .formatted(approval)),
            true);
    registries.add(registry);
    approvals =
        new Approvals(
            bed.state,
            registry,
            bed.ledger,
            bed.lanes,
            (operation, step) -> reached.add(operation + " " + step));
  }

  @AfterEach
  void close() {
    registries.forEach(DatabaseRegistry::close);
    bed.close();
  }

  private Optional<OperationFailure> decide(boolean approves, String by, String digest)
      throws SQLException {
    return bed.state.inTransaction(
        connection ->
            approvals.decide(connection, new Decision(key, approves, by, digest, "so be it")));
  }

  private Optional<OperationFailure> approve(String by) throws SQLException {
    return decide(true, by, submission.digest());
  }

  private SpecificRecord lastFact() throws SQLException {
    return bed.waiting(Topics.OPERATION_EVENTS).getLast();
  }

  private void assertRefused(Optional<OperationFailure> answer, String code, String why)
      throws SQLException {
    assertThat(answer)
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.message()).contains(why);
              assertThat(failure.remedy()).isNotEmpty();
            });
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "OperationWaiting 2");
  }

  @Test
  void aHeldOperationSaysWhatIsToBeApprovedAndIsInNoLane() throws Exception {
    bed.accept(submission);

    OperationWaiting waiting = (OperationWaiting) lastFact();
    assertThat(waiting.getWaitingFor()).isEqualTo("approval");
    assertThat(waiting.getRequestDigest()).isEqualTo(submission.digest());
    assertThat(waiting.getUntil())
        .isEqualTo(waiting.getHeader().getObservedAt().plus(Duration.ofHours(2)));
    assertThat(waiting.getDetail())
        .contains("./drover approve " + key.operationId() + " --kind backup", submission.digest())
        .contains("ann or bob or test");
    assertThat(bed.beginning.next(LANE)).isEqualTo(new Turn.Idle(Optional.empty()));
    bed.sweeper.sweep();
    assertThat(bed.query("SELECT count(*) FROM scheduled_tasks")).containsExactly("0");
    assertThat(bed.stateOf(key)).isEqualTo("APPROVAL");
  }

  @Test
  void aServiceDecidesForAnApproverOnlyWhereThePolicyLetsIt() throws Exception {
    bed.accept(submission);

    assertRefused(approve("drover/for/ann"), "NOT_PERMITTED", "does not let drover/for/ann decide");
    open("{ operations: [backup], approvers: [ann, bob, test], on-behalf: true }");
    assertRefused(approve("drover/for/eve"), "NOT_PERMITTED", "does not let drover/for/eve decide");
    assertRefused(approve("drover/for/test"), "NOT_PERMITTED", "asked for this operation");

    assertThat(approve("drover/for/ann")).isEmpty();
    assertThat(((OperationApproved) lastFact()).getApprovedBy()).isEqualTo("drover/for/ann");
  }

  @Test
  void othersOfItsLanePassByAndItComesBehindThoseThatAreThere() throws Exception {
    OperationKey second = newKey();
    OperationKey third = newKey();
    bed.accept(submission);
    bed.accept(in(LANE, second), in(LANE, third));
    assertThat(((Turn.Run) bed.beginning.next(LANE)).operation().key()).isEqualTo(second);

    assertThat(approve("ann")).isEmpty();

    // The one that runs is still the head: were its instance lost, it would go on.
    assertThat(((Turn.Run) bed.beginning.next(LANE)).operation().key()).isEqualTo(second);
    bed.update(
        "UPDATE operation SET state = 'SUCCEEDED', finished_at = now() WHERE operation_id IN ('%s', '%s')"
            .formatted(second.operationId(), third.operationId()));
    assertThat(((Turn.Run) bed.beginning.next(LANE)).operation().key()).isEqualTo(key);
    assertThat(bed.factsOf(key))
        .containsExactly(
            "OperationAccepted 1",
            "OperationWaiting 2",
            "OperationApproved 3",
            "OperationStarted 4");
  }

  @Test
  void anApprovalWakesTheLaneAndLetsTheTimeOfTheRequestBegin() throws Exception {
    bed.accept(submission);
    bed.update(
        "UPDATE operation SET accepted_at = accepted_at - interval '90 minutes',"
            + " deadline = deadline - interval '90 minutes'");
    bed.sweeper.sweep();
    assertThat(bed.stateOf(key)).isEqualTo("APPROVAL");

    assertThat(approve("ann")).isEmpty();

    OperationApproved approved = (OperationApproved) lastFact();
    assertThat(approved.getApprovedBy()).isEqualTo("ann");
    assertThat(approved.getRequestDigest()).isEqualTo(submission.digest());
    assertThat(approved.getReason()).isEqualTo("so be it");
    assertThat(Duration.between(approved.getHeader().getObservedAt(), approved.getDeadline()))
        .isBetween(Duration.ofSeconds(3590), Duration.ofSeconds(3600));
    assertThat(bed.query("SELECT task_instance FROM scheduled_tasks")).containsExactly(LANE);
    assertThat(reached).containsExactly(key + " approved");
  }

  @Test
  void aSecondApprovalAndTheSameOneAgainChangeNothing() throws Exception {
    bed.accept(submission);
    assertThat(approve("ann")).isEmpty();
    assertThat(approve("ann")).isEmpty();
    assertThat(approve("bob")).isEmpty();
    assertThat(bed.factsOf(key)).hasSize(3).endsWith("OperationApproved 3");
    assertThat(decide(false, "bob", submission.digest()))
        .hasValueSatisfying(why -> assertThat(why.message()).contains("it is accepted"));
  }

  @Test
  void whoMayNotApproveIsRefused() throws Exception {
    bed.accept(submission);
    assertRefused(approve("test"), FailureCode.NOT_PERMITTED, "test asked for this operation");
    assertRefused(approve("eve"), FailureCode.NOT_PERMITTED, "does not let eve decide");
    assertRefused(
        decide(true, "ann", "0".repeat(64)), FailureCode.CONFIRMATION_MISMATCH, "other content");
    assertRefused(decide(false, "eve", submission.digest()), FailureCode.NOT_PERMITTED, "eve");
    assertThat(bed.stateOf(key)).isEqualTo("APPROVAL");
  }

  @Test
  void anApprovalBeforeItsRequestIsRefusedAndNotRemembered() throws Exception {
    assertThat(approve("ann"))
        .hasValueSatisfying(why -> assertThat(why.message()).contains("There is no operation"));
    bed.accept(submission);
    assertThat(bed.stateOf(key)).isEqualTo("APPROVAL");
  }

  @Test
  void anOperationThatNeedsNoApprovalIsNotApproved() throws Exception {
    bed.accept(in(LANE, key));
    assertThat(approve("ann"))
        .hasValueSatisfying(why -> assertThat(why.message()).contains("does not wait"));
  }

  @Test
  void aRejectionEndsItAndNamesWhoAndWhy() throws Exception {
    bed.accept(submission);
    assertThat(decide(false, "bob", submission.digest())).isEmpty();
    assertThat(decide(false, "bob", submission.digest())).isEmpty();

    OperationRejected rejected = (OperationRejected) lastFact();
    assertThat(rejected.getCode()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(rejected.getMessage()).isEqualTo("bob rejected the request: so be it");
    assertThat(bed.factsOf(key)).hasSize(3);
    assertThat(approve("ann"))
        .hasValueSatisfying(why -> assertThat(why.message()).contains("it is rejected"));
  }

  @Test
  void whatNobodyApprovesInTimeIsRejected() throws Exception {
    OperationKey patient = newKey();
    bed.accept(submission, held(in(LANE, patient), APPROVAL));
    bed.update(
        "UPDATE operation SET approve_by = now() - interval '1 second' WHERE operation_id = '"
            + key.operationId()
            + "'");
    assertRefused(approve("ann"), FailureCode.APPROVAL_MISSING, "Nobody approved");
    bed.sweeper.sweep();

    OperationRejected rejected = (OperationRejected) lastFact();
    assertThat(rejected.getHeader().getOperationId()).isEqualTo(key.operationId());
    assertThat(rejected.getCode()).isEqualTo(FailureCode.APPROVAL_MISSING);
    assertThat(bed.stateOf(patient)).isEqualTo("APPROVAL");
  }

  @Test
  void theExpiryOfTheRequestBoundsTheWait() throws Exception {
    Instant soon = Instant.now().plusSeconds(60);
    bed.accept(held(with(submission, soon, 3600), APPROVAL));
    assertThat(((OperationWaiting) lastFact()).getUntil().toEpochMilli())
        .isEqualTo(soon.toEpochMilli());
  }

  @Test
  void aHeldOperationIsCancelledLikeAnyOther() throws Exception {
    bed.accept(submission);
    bed.interventions.cancel(key, "test", "no longer wanted");
    assertThat(bed.stateOf(key)).isEqualTo("CANCELLED");
    OperationKey early = newKey();
    bed.interventions.cancel(early, "test", "too early");
    bed.accept(held(in(LANE, early), APPROVAL));
    assertThat(bed.factsOf(early)).containsExactly("OperationAccepted 1", "OperationCancelled 2");
  }

  @Test
  void theSameRequestAgainStaysUnapproved() throws Exception {
    bed.accept(submission);
    bed.accept(submission);
    assertThat(bed.factsOf(key)).containsExactly("OperationAccepted 1", "OperationWaiting 2");
    assertThat(bed.waiting(Topics.OPERATION_EVENTS).getFirst())
        .isInstanceOfSatisfying(
            OperationAccepted.class,
            accepted -> assertThat(accepted.getRequestDigest()).isEqualTo(submission.digest()));
  }
}
