package io.drover.service.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaLookup;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Outcome;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.KafkaTopic;
import io.drover.service.testbed.Persons;
import io.drover.service.testbed.Requests;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Approvals over a whole service, a real Kafka and a real PostgreSQL. */
@Timeout(180)
class WholeApprovalTest {
  private final BusConfig bus =
      new BusConfig(
          TestStack.kafka().bootstrapServers(),
          "t" + UUID.randomUUID().toString().substring(0, 8) + ".");
  private final PostgresServer server = TestStack.postgres();
  private final ScriptedHandler handler = new ScriptedHandler();
  private final Codec codec = new Codec(SchemaLookup.none());

  @TempDir Path folder;
  private Persons persons;
  private ApplicationContext context;

  @BeforeEach
  void start() throws Exception {
    String stateDatabase = "state_" + UUID.randomUUID().toString().replace("-", "");
    server.createDatabase(stateDatabase);
    persons = new Persons(folder, "ann", "bob", "drover/test-service");
    Path databases = Instance.databases(server);
    Files.writeString(
        databases,
        Files.readString(databases)
            .replace(
                "shop: { ",
                "shop: { policy: { approval: { operations: [backup], approvers: [ann, bob] } }, "));
    context =
        ServiceKitFactory.start(
            "test-service",
            "",
            bus,
            List.of(handler),
            "--drover.state.url=" + server.jdbcUrl(stateDatabase),
            "--drover.state.user=" + server.superuser(),
            "--drover.state.password=" + StateBed.secret(server.password()).reference(),
            "--drover.databases=" + databases,
            "--drover.principals=" + persons.file(),
            "--drover.signing-key=" + persons.keyFile("drover/test-service"),
            "--drover.instance=one");
  }

  @AfterEach
  void stop() {
    context.close();
  }

  private void publish(Topic topic, SpecificRecord command, @Nullable String signer) {
    try (Publisher publisher =
        new Publisher(bus, codec, "drover/test", signer == null ? null : persons.key(signer))) {
      publisher.publish(topic, "shop", command, publisher.envelope(command)).join();
    }
  }

  private static BackupRequested request(String id) {
    return BackupRequested.newBuilder(Requests.command(id, "shop")).setRequestedBy("ann").build();
  }

  private void approve(BackupRequested request, String by) {
    publish(
        Topics.OPERATION_CONTROL,
        OperationControl.newBuilder()
            .setKind("backup")
            .setOperationId(request.getOperationId())
            .setDatabase("shop")
            .setAction("approve")
            .setRequestedBy(by)
            .setDigest(CommandCodec.digest(request))
            .build(),
        by);
  }

  private List<String> facts(String id) {
    return KafkaTopic.committed(bus, bus.topic(Topics.OPERATION_EVENTS), 12).stream()
        .map(each -> decode(each.value()))
        .filter(fact -> ((OperationHeader) fact.get(0)).getOperationId().equals(id))
        .map(fact -> fact.getSchema().getName())
        .toList();
  }

  private SpecificRecord decode(byte[] body) {
    try {
      return codec.decode(body);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void awaitFact(String id, String last) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> facts(id), facts -> !facts.isEmpty() && facts.getLast().equals(last));
  }

  @Test
  void onlyWhatSomeoneElseApprovedIsRun() {
    BackupRequested request = request("op-1");
    publish(Topics.BACKUP_REQUESTED, request, null);
    awaitFact("op-1", "RequestRefused");
    publish(Topics.BACKUP_REQUESTED, request, "ann");
    awaitFact("op-1", "OperationWaiting");
    approve(request, "ann");
    awaitFact("op-1", "RequestRefused");
    assertThat(handler.begun).isEmpty();

    approve(request, "bob");
    awaitFact("op-1", "BackupSucceeded");
    assertThat(facts("op-1"))
        .containsExactly(
            "RequestRefused",
            "OperationAccepted",
            "OperationWaiting",
            "RequestRefused",
            "OperationApproved",
            "OperationStarted",
            "BackupSucceeded");
  }

  @Test
  void aChildOfAnApprovedOperationIsSignedByTheServiceAndRunsAtOnce() {
    handler.script(
        "op-1",
        attempt ->
            attempt.child().isPresent()
                ? ScriptedHandler.done()
                : new Outcome.AwaitChild(
                    new Outcome.ChildRequest(
                        "backup",
                        Topics.BACKUP_REQUESTED,
                        "before",
                        id ->
                            BackupRequested.newBuilder(Requests.command(id, "shop"))
                                .setRequestedBy("drover/backup/op-1")
                                .build()),
                    "a backup comes before"));
    BackupRequested request = request("op-1");
    publish(Topics.BACKUP_REQUESTED, request, "ann");
    awaitFact("op-1", "OperationWaiting");
    approve(request, "bob");
    awaitFact("op-1", "BackupSucceeded");
    assertThat(handler.begun).hasSize(3);
    assertThat(facts(handler.begun.get(1)))
        .containsExactly("OperationAccepted", "OperationStarted", "BackupSucceeded");
  }
}
