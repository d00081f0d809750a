package io.drover.service.intake;

import static io.drover.service.testbed.Requests.command;
import static io.drover.service.testbed.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.ledger.Approvals;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.StepListener;
import io.drover.service.principal.Principals;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.testbed.Arrivals;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import io.drover.service.trace.Tracing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IntakeTest {
  private static final Topic BACKUPS = Topics.BACKUP_REQUESTED;

  private final StateBed bed = new StateBed();
  private final Arrivals arrivals = new Arrivals(bed.bus);
  private final ScriptedHandler handler = new ScriptedHandler();
  private final AtomicInteger commits = new AtomicInteger();
  private DatabaseRegistry registry;
  private Intake intake;

  @BeforeEach
  void open() throws Exception {
    registry = DatabaseRegistry.open(Instance.databases(TestStack.postgres()));
    intake = intake(bed, bed.codec, Map.of("backup", handler));
  }

  @AfterEach
  void close() {
    registry.close();
    bed.close();
  }

  private Intake intake(StateBed over, Codec codec, Map<String, OperationHandler<?>> handlers) {
    StateClock clock = new StateClock();
    RequestReader reader =
        new RequestReader(
            over.bus,
            codec,
            new Submissions(codec, registry, clock, Principals.none()),
            new Refusals(over.facts, clock),
            handlers);
    return new Intake(
        over.state,
        reader,
        over.acceptance,
        over.interventions,
        new Approvals(over.state, registry, over.ledger, over.lanes, StepListener.NONE),
        over.outbox,
        over.bus,
        commits::incrementAndGet,
        over.meters,
        Tracing.none());
  }

  private ConsumerRecord<byte[], byte[]> good(String id) {
    return arrivals.avro(BACKUPS, command(id, "shop"));
  }

  private ConsumerRecord<byte[], byte[]> garbage() {
    return arrivals.raw(BACKUPS, new byte[] {1, 2, 3}, new RecordHeaders());
  }

  private int deadLetters() throws SQLException {
    return Integer.parseInt(
        bed.query(
                "SELECT count(*) FROM outbox WHERE topic = '"
                    + bed.bus.topic(Topics.DEAD_LETTERS)
                    + "'")
            .getFirst());
  }

  private <T extends SpecificRecord> T event(Class<T> type) throws SQLException {
    List<SpecificRecord> events = bed.waiting(Topics.OPERATION_EVENTS);
    assertThat(events).hasSize(1);
    return type.cast(events.getFirst());
  }

  @Test
  void goodRequestsAmongGarbageAreAcceptedAndTheGarbageIsSetAside() throws SQLException {
    List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      poll.add(garbage());
      poll.add(good("op-" + i));
    }
    poll.add(arrivals.json(BACKUPS, "{\"operationId\":\"json\",\"database\":\"shop\"}"));
    intake.take(poll);

    assertThat(bed.query("SELECT count(*) FROM operation WHERE state = 'ACCEPTED'"))
        .containsExactly("51");
    assertThat(deadLetters()).isEqualTo(50);
    assertThat(commits).hasValue(1);
    assertThat(counted("accepted")).isEqualTo(51);
    assertThat(counted("answered")).isEqualTo(50);
  }

  private double counted(String result) {
    return bed.meters.counter("drover.intake.records", "result", result).count();
  }

  @Test
  void aDeadLetterIsTheRecordAsItWasWithTheReason() throws Exception {
    RecordHeaders headers = new RecordHeaders();
    headers.add("x".repeat(70_000), new byte[] {7});
    headers.add("none", null);
    intake.take(List.of(arrivals.raw(BACKUPS, new byte[] {1, 2, 3}, headers)));

    assertThat(deadLetters()).isOne();
    assertThat(bed.query("SELECT encode(key, 'escape'), encode(value, 'hex') FROM outbox"))
        .containsExactly("shop 010203");
    assertThat(
            bed.query("SELECT position('TOO_SHORT' in encode(headers, 'escape')) > 0 FROM outbox"))
        .containsExactly("t");
  }

  @Test
  void aRecordThatTheLedgerRefusesIsSetAsideAndStopsNoOther() throws SQLException {
    bed.update("ALTER TABLE operation ADD CHECK (operation_id <> 'poison')");
    intake.take(List.of(good("before"), good("poison"), garbage(), good("after")));

    assertThat(bed.stateOf(key("before"))).isEqualTo("ACCEPTED");
    assertThat(bed.stateOf(key("after"))).isEqualTo("ACCEPTED");
    assertThat(bed.stateOf(key("poison"))).isEqualTo("none");
    assertThat(deadLetters()).isEqualTo(2);
  }

  @Test
  void aRecordThatMeetsADefectOfOursIsSetAsideAndStopsNoOther() throws SQLException {
    OperationHandler<BackupRequested> defective =
        new OperationHandler<>() {
          @Override
          public String kind() {
            return "backup";
          }

          @Override
          public Topic requests() {
            return BACKUPS;
          }

          @Override
          public Class<BackupRequested> commandType() {
            return BackupRequested.class;
          }

          @Override
          public void admit(BackupRequested command, DatabaseEntry database) {
            if (command.getOperationId().equals("poison")) {
              throw new IllegalStateException("a defect");
            }
          }

          @Override
          public Outcome handle(Attempt<BackupRequested> attempt) {
            return ScriptedHandler.done();
          }
        };
    Intake other = intake(bed, bed.codec, Map.of("backup", defective));
    other.take(List.of(good("before"), good("poison"), good("after")));

    assertThat(bed.query("SELECT operation_id FROM operation ORDER BY 1"))
        .containsExactly("after", "before");
    assertThat(deadLetters()).isOne();
  }

  @Test
  void recordsThatComeAgainAreNotAnsweredAgain() throws SQLException {
    ConsumerRecord<byte[], byte[]> wrong =
        arrivals.json(BACKUPS, "{\"operationId\":\"wrong\",\"database\":\"shop\",\"colour\":1}");
    List<ConsumerRecord<byte[], byte[]>> poll = List.of(garbage(), wrong, good("op"), garbage());
    intake.take(poll);
    assertThat(deadLetters()).isEqualTo(2);
    assertThat(bed.query("SELECT count(*) FROM outbox")).containsExactly("4");

    intake.take(poll);
    intake.take(poll.subList(0, 2));
    assertThat(bed.query("SELECT count(*) FROM outbox")).containsExactly("4");

    intake.take(List.of(garbage()));
    assertThat(deadLetters()).isEqualTo(3);
  }

  @Test
  void aTopicThatWasMadeAnewIsAnsweredFromItsBeginning() throws SQLException {
    intake.take(List.of(garbage(), garbage(), garbage()));
    arrivals.topicMadeAnew();
    intake.take(List.of(garbage()));
    intake.take(List.of(garbage(), garbage()));

    assertThat(deadLetters()).isEqualTo(6);
  }

  @Test
  void whileTheStateDatabaseIsAwayNothingIsTakenAndAfterwardsNothingIsLost() throws Exception {
    try (PostgresServer server = TestStack.newPostgres();
        StateBed own = new StateBed(server, new BusConfig("127.0.0.1:1", "test."))) {
      Intake over = intake(own, own.codec, Map.of("backup", handler));
      List<ConsumerRecord<byte[], byte[]>> poll = List.of(good("op-1"), garbage(), good("op-2"));
      server.kill();
      assertThatThrownBy(() -> over.take(poll)).isInstanceOf(SQLException.class);
      assertThat(commits).hasValue(0);
      server.start();

      // Connections of the time before fail once more, as they do for the listener.
      await().atMost(Duration.ofSeconds(60)).until(() -> taken(over, poll));

      await()
          .ignoreExceptionsInstanceOf(SQLException.class)
          .untilAsserted(
              () -> {
                assertThat(own.query("SELECT operation_id FROM operation ORDER BY 1"))
                    .containsExactly("op-1", "op-2");
                assertThat(own.query("SELECT count(*) FROM outbox")).containsExactly("3");
              });
    }
  }

  private static boolean taken(Intake intake, List<ConsumerRecord<byte[], byte[]>> poll) {
    try {
      intake.take(poll);
      return true;
    } catch (SQLException stillAway) {
      return false;
    }
  }

  @Test
  void aSchemaThatWasPublishedAMomentAgoIsFound() throws SQLException {
    AtomicBoolean looked = new AtomicBoolean();
    Schema newer =
        new Schema.Parser()
            .parse(
                BackupRequested.getClassSchema()
                    .toString()
                    .replace("\"name\":\"preemptible\"", "\"name\":\"preemptible2\""));
    SchemaLookup lookup =
        new SchemaLookup() {
          @Override
          public Optional<Schema> byFingerprint(long fingerprint) {
            return Optional.of(newer)
                .filter(s -> looked.get())
                .filter(s -> SchemaNormalization.parsingFingerprint64(s) == fingerprint);
          }

          @Override
          public void refresh() {
            looked.set(true);
          }
        };
    Intake looking = intake(bed, new Codec(lookup), Map.of("backup", handler));
    ConsumerRecord<byte[], byte[]> sample = good("newer");
    byte[] body = sample.value();
    long fingerprint = Long.reverseBytes(SchemaNormalization.parsingFingerprint64(newer));
    ByteBuffer.wrap(body).putLong(2, fingerprint);
    byte[] unknown = body.clone();
    ByteBuffer.wrap(unknown).putLong(2, 42);
    looking.take(
        List.of(
            arrivals.raw(BACKUPS, unknown, new RecordHeaders()),
            arrivals.raw(BACKUPS, body, new RecordHeaders())));

    assertThat(bed.query("SELECT operation_id FROM operation")).containsExactly("newer");
    assertThat(deadLetters()).isOne();
  }

  @Test
  void aCancelInTheSamePollReachesItsRequest() throws SQLException {
    intake.take(List.of(good("op"), control("backup", "op", "cancel"), good("other")));

    assertThat(bed.stateOf(key("op"))).isEqualTo("CANCELLED");
    assertThat(bed.stateOf(key("other"))).isEqualTo("ACCEPTED");
  }

  private ConsumerRecord<byte[], byte[]> control(String kind, String id, String action) {
    return arrivals.avro(
        Topics.OPERATION_CONTROL,
        OperationControl.newBuilder()
            .setKind(kind)
            .setOperationId(id)
            .setDatabase("shop")
            .setAction(action)
            .build());
  }

  @Test
  void aFieldThatIsWrongIsNamed() throws SQLException {
    intake.take(
        List.of(
            arrivals.json(BACKUPS, "{\"operationId\":\"x\",\"database\":\"shop\",\"onBusy\":7}")));

    RequestRefused refused = event(RequestRefused.class);
    assertThat(refused.getCode()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(refused.getMessage()).contains("onBusy");
    assertThat(refused.getHeader().getOperationId()).isEqualTo("x");
    assertThat(bed.stateOf(key("x"))).isEqualTo("none");
  }

  @Test
  void anUnknownDatabaseIsRejectedInTheOperationsLife() throws SQLException {
    intake.take(List.of(arrivals.avro(BACKUPS, command("op", "nowhere"))));

    assertThat(event(OperationRejected.class).getCode()).isEqualTo(FailureCode.UNKNOWN_DATABASE);
    assertThat(bed.stateOf(key("op"))).isEqualTo("REJECTED");
  }

  @Test
  void anExpiredRequestIsRejected() throws SQLException {
    BackupRequested expired =
        BackupRequested.newBuilder(command("op", "shop"))
            .setExpiresAt(Instant.parse("2001-02-03T04:05:06Z"))
            .build();
    intake.take(List.of(arrivals.avro(BACKUPS, expired)));

    assertThat(event(OperationRejected.class).getCode()).isEqualTo(FailureCode.EXPIRED);
  }

  @Test
  void anUnknownActionOrKindOfControlIsRefused() throws SQLException {
    intake.take(List.of(control("backup", "op", "explode"), control("dance", "op", "cancel")));

    List<SpecificRecord> refusals = bed.waiting(Topics.OPERATION_EVENTS);
    assertThat(refusals)
        .extracting(each -> ((RequestRefused) each).getMessage())
        .containsExactly(
            "The action explode is not known.",
            "No service carries out operations of the kind dance.");
    assertThat(bed.query("SELECT * FROM early_cancel")).isEmpty();
  }

  @Test
  void whatIsMeantForAnotherServiceIsLeftToIt() throws SQLException {
    intake.take(
        List.of(
            control("migrate", "op", "cancel"),
            arrivals.raw(Topics.MIGRATE_REQUESTED, new byte[] {1}, new RecordHeaders())));

    assertThat(bed.query("SELECT * FROM outbox")).isEmpty();
    assertThat(bed.query("SELECT * FROM early_cancel")).isEmpty();
  }

  @Test
  void onlyOneServiceAnswersAControlThatIsMeantForNone() throws SQLException {
    Intake migrations = intake(bed, bed.codec, Map.of());
    List<ConsumerRecord<byte[], byte[]>> poll =
        List.of(
            arrivals.json(Topics.OPERATION_CONTROL, "{\"kind\":1}"),
            arrivals.raw(Topics.OPERATION_CONTROL, new byte[] {1}, new RecordHeaders()),
            control("dance", "op", "cancel"));
    migrations.take(poll);
    assertThat(bed.query("SELECT * FROM outbox")).isEmpty();
    intake.take(poll);
    assertThat(bed.query("SELECT count(*) FROM outbox")).containsExactly("3");
  }

  @Test
  void aTraceGoesFromTheRequestToItsFacts() throws SQLException {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    RecordHeaders headers = new RecordHeaders();
    var given = good("op");
    given.headers().remove("traceparent");
    given.headers().forEach(headers::add);
    headers.add("traceparent", trace.getBytes(StandardCharsets.UTF_8));
    intake.take(List.of(arrivals.raw(BACKUPS, given.value(), headers)));

    assertThat(bed.query("SELECT traceparent FROM operation")).containsExactly(trace);
    assertThat(
            bed.query(
                "SELECT position('0af7651916cd43dd8448eb211c80319c' in encode(headers, 'escape')) >"
                    + " 0 FROM outbox"))
        .containsExactly("t");
  }

  @Test
  void theHeaderOfAFactTellsItsOperation() throws SQLException {
    intake.take(List.of(good("op")));
    OperationHeader header =
        (OperationHeader) bed.waiting(Topics.OPERATION_EVENTS).getFirst().get(0);

    assertThat(new OperationKey(header.getKind(), header.getOperationId())).isEqualTo(key("op"));
    assertThat(header.getDatabase()).isEqualTo("shop");
    assertThat(header.getAttempt()).isZero();
  }
}
