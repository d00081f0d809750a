package io.drover.service.intake;

import static io.drover.service.testbed.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.bus.CommandCodec;
import io.drover.bus.Envelope;
import io.drover.bus.SigningKey;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationControl;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.ledger.Approvals;
import io.drover.service.operation.StepListener;
import io.drover.service.principal.Principals;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.testbed.Arrivals;
import io.drover.service.testbed.Persons;
import io.drover.service.testbed.Requests;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import io.drover.service.trace.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who asks and who approves, as records of a poll over a real ledger. */
@Timeout(60)
class ProofTest {
  private static final Topic BACKUPS = Topics.BACKUP_REQUESTED;

  private final StateBed bed = new StateBed();
  private final Arrivals arrivals = new Arrivals(bed.bus);

  @TempDir Path folder;
  private Persons persons;
  private Principals principals;
  private DatabaseRegistry registry;
  private Intake intake;

  @BeforeEach
  void open() throws Exception {
    persons = new Persons(folder, "ann", "bob", "drover/migration-service");
    principals = Principals.open(persons.file());
    registry =
        DatabaseRegistry.open(
            Files.writeString(
                folder.resolve("databases.yml"),
                """
                servers:
                  main: { host: 127.0.0.1, user: drover, password: "env:HOME" }
                databases:
                  shop:
                    server: main
                    policy: { approval: { operations: [backup], approvers: [ann, bob] } }
                  ledger: { server: main, policy: { requesters: [ann] } }
                  open: { server: main }
                """),
            true);
    intake = intake(principals);
  }

  @AfterEach
  void close() {
    registry.close();
    principals.close();
    bed.close();
  }

  private Intake intake(Principals proving) {
    StateClock clock = new StateClock();
    RequestReader reader =
        new RequestReader(
            bed.bus,
            bed.codec,
            new Submissions(bed.codec, registry, clock, proving),
            new Refusals(bed.facts, clock),
            Map.of("backup", new ScriptedHandler()));
    return new Intake(
        bed.state,
        reader,
        bed.acceptance,
        bed.interventions,
        new Approvals(bed.state, registry, bed.ledger, bed.lanes, StepListener.NONE),
        bed.outbox,
        bed.bus,
        () -> {},
        bed.meters,
        Tracing.none());
  }

  private static BackupRequested request(String id, String database, String requestedBy) {
    return BackupRequested.newBuilder(Requests.command(id, database))
        .setRequestedBy(requestedBy)
        .build();
  }

  private static OperationControl control(String action, BackupRequested request, String by) {
    return OperationControl.newBuilder()
        .setKind("backup")
        .setOperationId(request.getOperationId())
        .setDatabase(request.getDatabase())
        .setAction(action)
        .setRequestedBy(by)
        .setDigest(CommandCodec.digest(request))
        .build();
  }

  private ConsumerRecord<byte[], byte[]> record(
      Topic topic, SpecificRecord body, @Nullable SigningKey key) {
    Headers headers = Envelope.of(body, "test").toHeaders();
    byte[] bytes = bed.codec.encode(body);
    if (key != null) {
      key.sign(bed.bus.topic(topic), headers, bytes);
    }
    return arrivals.raw(topic, bytes, headers);
  }

  private void take(Topic topic, SpecificRecord body, @Nullable SigningKey key)
      throws SQLException {
    intake.take(List.of(record(topic, body, key)));
  }

  private List<RequestRefused> refusals() throws SQLException {
    return bed.waiting(Topics.OPERATION_EVENTS).stream()
        .filter(RequestRefused.class::isInstance)
        .map(RequestRefused.class::cast)
        .toList();
  }

  private void assertRefused(String code, String why) throws SQLException {
    RequestRefused last = refusals().getLast();
    assertThat(last.getCode()).isEqualTo(code);
    assertThat(last.getMessage()).contains(why);
  }

  @Test
  void aRequestOfSomeoneUnprovenIsRefusedAndTakesNoIdAway() throws Exception {
    BackupRequested request = request("op-1", "shop", "ann");
    take(BACKUPS, request, null);
    assertRefused(FailureCode.NOT_PERMITTED, "not signed");
    take(BACKUPS, request, persons.forged("ann"));
    assertRefused(FailureCode.NOT_PERMITTED, "does not fit");
    take(BACKUPS, request, persons.key("bob"));
    assertRefused(FailureCode.NOT_PERMITTED, "signed by bob");
    assertThat(refusals()).hasSize(3);
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("none");

    take(BACKUPS, request, persons.key("ann"));
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("APPROVAL");
  }

  @Test
  void whatWasSignedForAnotherTopicOrWithOtherContentIsRefused() throws Exception {
    Headers headers = Envelope.of(request("op-1", "shop", "ann"), "test").toHeaders();
    byte[] signed = bed.codec.encode(request("op-1", "shop", "ann"));
    persons.key("ann").sign(bed.bus.topic(Topics.RESTORE_REQUESTED), headers, signed);
    intake.take(List.of(arrivals.raw(BACKUPS, signed, headers)));
    assertRefused(FailureCode.NOT_PERMITTED, "does not fit");

    persons.key("ann").sign(bed.bus.topic(BACKUPS), headers, signed);
    byte[] other = bed.codec.encode(request("op-2", "shop", "ann"));
    intake.take(List.of(arrivals.raw(BACKUPS, other, headers)));
    assertThat(refusals()).hasSize(2);
    assertThat(bed.query("SELECT count(*) FROM operation")).containsExactly("0");
  }

  @Test
  void wherePolicyNamesRequestersTheyAreProvenAndElsewhereNobodyIs() throws Exception {
    take(BACKUPS, request("op-1", "ledger", "ann"), null);
    assertThat(refusals()).hasSize(1);
    take(BACKUPS, request("op-1", "ledger", "ann"), persons.key("ann"));
    take(BACKUPS, request("op-2", "open", "anyone"), null);
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("ACCEPTED");
    assertThat(bed.stateOf(key("op-2"))).isEqualTo("ACCEPTED");
    take(BACKUPS, request("op-3", "ledger", "bob"), persons.key("bob"));
    assertThat(bed.stateOf(key("op-3"))).isEqualTo("REJECTED");
  }

  @Test
  void withoutPrincipalsRequestersAreAClaimAsTheyWere() throws Exception {
    intake = intake(Principals.none());
    take(BACKUPS, request("op-1", "ledger", "ann"), null);
    take(BACKUPS, request("op-2", "ledger", "drover/migrate/x"), null);
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("ACCEPTED");
    assertThat(bed.stateOf(key("op-2"))).isEqualTo("ACCEPTED");
  }

  @Test
  void whatDroversOwnOperationsAskForNeedsNoApprovalButAServicesSignature() throws Exception {
    BackupRequested child = request("op-1", "shop", "drover/migrate/release-42");
    take(BACKUPS, child, null);
    take(BACKUPS, child, persons.key("ann"));
    assertThat(refusals()).hasSize(2);
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("none");
    take(BACKUPS, child, persons.key("drover/migration-service"));
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("ACCEPTED");
  }

  @Test
  void whatDroverAsksForInSomeonesNameHasNoMoreRightsThanHe() throws Exception {
    BackupRequested child = request("op-1", "shop", "drover/for/ann");
    take(BACKUPS, child, persons.key("ann"));
    assertRefused(FailureCode.NOT_PERMITTED, "signed by ann");
    take(BACKUPS, child, persons.key("drover/migration-service"));
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("APPROVAL");
    take(Topics.OPERATION_CONTROL, control("approve", child, "ann"), persons.key("ann"));
    assertRefused(FailureCode.NOT_PERMITTED, "someone else");
    take(Topics.OPERATION_CONTROL, control("approve", child, "bob"), persons.key("bob"));
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("ACCEPTED");

    SigningKey service = persons.key("drover/migration-service");
    take(BACKUPS, request("op-2", "ledger", "drover/for/ann"), service);
    take(BACKUPS, request("op-3", "ledger", "drover/for/bob"), service);
    take(BACKUPS, request("op-4", "ledger", "drover/for/"), service);
    assertThat(bed.stateOf(key("op-2"))).isEqualTo("ACCEPTED");
    assertThat(bed.stateOf(key("op-3"))).isEqualTo("REJECTED");
    assertThat(bed.stateOf(key("op-4"))).isEqualTo("REJECTED");
  }

  @Test
  void anApprovalIsProvenToo() throws Exception {
    BackupRequested request = request("op-1", "shop", "ann");
    take(BACKUPS, request, persons.key("ann"));
    take(Topics.OPERATION_CONTROL, control("approve", request, "bob"), null);
    assertRefused(FailureCode.NOT_PERMITTED, "of bob is not signed");
    take(Topics.OPERATION_CONTROL, control("approve", request, "bob"), persons.forged("bob"));
    assertRefused(FailureCode.NOT_PERMITTED, "does not fit");
    take(Topics.OPERATION_CONTROL, control("approve", request, "ann"), persons.key("ann"));
    assertRefused(FailureCode.NOT_PERMITTED, "someone else");
    take(Topics.OPERATION_CONTROL, control("reject", request, "bob"), null);
    assertThat(refusals()).hasSize(4);
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("APPROVAL");

    take(Topics.OPERATION_CONTROL, control("approve", request, "bob"), persons.key("bob"));
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("ACCEPTED");
    assertThat(bed.factsOf(key("op-1"))).contains("OperationApproved 3");
  }

  @Test
  void aRefusedDecisionThatComesAgainIsRefusedOnce() throws Exception {
    BackupRequested request = request("op-1", "shop", "ann");
    take(BACKUPS, request, persons.key("ann"));
    ConsumerRecord<byte[], byte[]> selfApproval =
        record(Topics.OPERATION_CONTROL, control("approve", request, "ann"), persons.key("ann"));
    ConsumerRecord<byte[], byte[]> unsigned =
        record(Topics.OPERATION_CONTROL, control("approve", request, "bob"), null);
    intake.take(List.of(selfApproval, unsigned));
    intake.take(List.of(selfApproval, unsigned));
    assertThat(refusals()).hasSize(2);
  }

  @Test
  void requestAndApprovalOfOnePollAreTakenInTheirOrder() throws Exception {
    BackupRequested request = request("op-1", "shop", "ann");
    intake.take(
        List.of(
            record(
                Topics.OPERATION_CONTROL, control("approve", request, "bob"), persons.key("bob")),
            record(BACKUPS, request, persons.key("ann"))));
    assertThat(bed.stateOf(key("op-1"))).isEqualTo("ACCEPTED");
  }

  @Test
  void aDecisionForAnotherDatabaseIsHeldAgainstThePolicyOfTheOperations() throws Exception {
    BackupRequested request = request("op-1", "shop", "ann");
    take(BACKUPS, request, persons.key("ann"));
    OperationControl elsewhere =
        OperationControl.newBuilder(control("approve", request, "drover/migration-service"))
            .setDatabase("open")
            .build();
    take(Topics.OPERATION_CONTROL, elsewhere, persons.key("drover/migration-service"));
    assertRefused(FailureCode.NOT_PERMITTED, "The policy of shop does not let");
  }
}
