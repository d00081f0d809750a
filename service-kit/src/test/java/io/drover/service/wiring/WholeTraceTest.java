package io.drover.service.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaLookup;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.schemas.VerifyRequested;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.process.ProcessRequest;
import io.drover.service.target.LockMode;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.KafkaTopic;
import io.drover.service.testbed.Requests;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import io.drover.service.trace.Tracing;
import io.micronaut.context.ApplicationContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WholeTraceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String REQUEST_SPAN = "00f067aa0ba902b7";
  private static final String HEADER = "00-" + TRACE + "-" + REQUEST_SPAN + "-01";
  private static final AttributeKey<String> ID = AttributeKey.stringKey("drover.operation.id");

  private final BusConfig bus =
      new BusConfig(
          TestStack.kafka().bootstrapServers(),
          "t" + UUID.randomUUID().toString().substring(0, 8) + ".");
  private final PostgresServer server = TestStack.postgres();
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();

  @Test
  void aRequestAndItsChildInAnotherServiceAreOneTrace() throws Exception {
    String stateDatabase = "state_" + UUID.randomUUID().toString().replace("-", "");
    server.createDatabase(stateDatabase);
    ScriptedHandler backups = new ScriptedHandler();
    try (ApplicationContext asking = service("asking-service", stateDatabase, new Verifying());
        ApplicationContext working = service("working-service", stateDatabase, backups);
        Publisher publisher = new Publisher(bus, new Codec(SchemaLookup.none()), "drover/test")) {
      assertThat(asking.isRunning() && working.isRunning()).isTrue();
      backups.script(
          Ledger.childId(new OperationKey("verify", "op-1"), "first"), WholeTraceTest::work);
      VerifyRequested command =
          VerifyRequested.newBuilder()
              .setOperationId("op-1")
              .setDatabase("shop")
              .setRequestedBy("ann")
              .build();
      Envelope envelope = publisher.envelope(command).traceparent(HEADER);
      publisher.publish(Topics.VERIFY_REQUESTED, "shop", command, envelope).join();
      awaitFacts("BackupSucceeded", 2);

      // Spans end after the facts that tell of what they measure.
      await()
          .untilAsserted(
              () -> {
                assertThat(named("attempt verify")).hasSize(2);
                assertThat(named("attempt backup")).hasSize(1);
                assertThat(named(process("verify-requested"))).hasSize(1);
                assertThat(named(process("backup-requested"))).hasSize(1);
              });
      assertThat(spans.getFinishedSpanItems())
          .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
      SpanData first = named("attempt verify").getFirst();
      SpanData child = named("attempt backup").getFirst();
      assertThat(List.of(first, named("attempt verify").get(1), received("verify-requested")))
          .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(REQUEST_SPAN));
      assertThat(List.of(child, received("backup-requested")))
          .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(first.getSpanId()));
      assertThat(List.of(named("psql").getFirst(), named("lock " + shop(child)).getFirst()))
          .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(child.getSpanId()));
      assertThat(first.getAttributes().get(ID)).isEqualTo("op-1");
      assertThat(named("psql").getFirst().getAttributes().asMap())
          .containsEntry(AttributeKey.longKey("process.exit.code"), 0L)
          .containsEntry(AttributeKey.stringKey("db.system.name"), "postgresql");
      assertThat(facts())
          .allSatisfy(header -> assertThat(header).startsWith("00-" + TRACE + "-"))
          .anyMatch(header -> header.contains(child.getSpanId()));
    }
  }

  @Test
  void factsOfARequestWithoutATraceShareANewOne() throws Exception {
    String stateDatabase = "state_" + UUID.randomUUID().toString().replace("-", "");
    server.createDatabase(stateDatabase);
    try (ApplicationContext working =
            service("working-service", stateDatabase, new ScriptedHandler());
        Publisher publisher = new Publisher(bus, new Codec(SchemaLookup.none()), "drover/test")) {
      assertThat(working.isRunning()).isTrue();
      publisher
          .send(
              new ProducerRecord<>(
                  bus.topic(Topics.BACKUP_REQUESTED),
                  "shop".getBytes(StandardCharsets.UTF_8),
                  "{\"operationId\":\"op-2\",\"database\":\"shop\"}"
                      .getBytes(StandardCharsets.UTF_8)))
          .join();
      awaitFacts("BackupSucceeded", 1);

      assertThat(facts().stream().map(header -> header.substring(3, 35)).distinct()).hasSize(1);
      await().untilAsserted(() -> assertThat(named("attempt backup")).hasSize(1));
      assertThat(facts().getFirst()).contains(named("attempt backup").getFirst().getTraceId());
    }
  }

  private static Outcome work(Attempt<BackupRequested> attempt) throws Exception {
    attempt.lock(LockMode.SHARED);
    String psql = new PostgresTools("").psql().path().toString();
    try (var child =
        attempt.start(
            new ProcessRequest(
                psql, List.of("--version"), Map.of(), attempt.target().physicalName()))) {
      child.output().transferTo(OutputStream.nullOutputStream());
      assertThat(child.await()).isZero();
    }
    return ScriptedHandler.done();
  }

  /** Asks another service for a backup first. */
  private static final class Verifying implements OperationHandler<VerifyRequested> {
    @Override
    public String kind() {
      return "verify";
    }

    @Override
    public Topic requests() {
      return Topics.VERIFY_REQUESTED;
    }

    @Override
    public Class<VerifyRequested> commandType() {
      return VerifyRequested.class;
    }

    @Override
    public Outcome handle(Attempt<VerifyRequested> attempt) {
      return attempt.child().isPresent()
          ? ScriptedHandler.done()
          : new Outcome.AwaitChild(
              new Outcome.ChildRequest(
                  "backup", Topics.BACKUP_REQUESTED, "first", id -> Requests.command(id, "shop")),
              "A backup comes first.");
    }
  }

  private ApplicationContext service(String name, String stateDatabase, OperationHandler<?> handler)
      throws Exception {
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    Tracing tracing =
        new Tracing(OpenTelemetrySdk.builder().setTracerProvider(provider).build(), () -> {});
    return ServiceKitFactory.start(
        name,
        "",
        bus,
        List.of(handler, tracing),
        "--drover.state.url=" + server.jdbcUrl(stateDatabase),
        "--drover.state.user=" + server.superuser(),
        "--drover.state.password=" + StateBed.secret(server.password()).reference(),
        "--drover.databases=" + Instance.databases(server));
  }

  private List<SpanData> named(String name) {
    return spans.getFinishedSpanItems().stream().filter(s -> s.getName().equals(name)).toList();
  }

  private SpanData received(String topic) {
    return named(process(topic)).getFirst();
  }

  private String process(String topic) {
    return "process " + bus.topicPrefix() + topic;
  }

  private String shop(SpanData within) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getParentSpanId().equals(within.getSpanId()))
        .map(span -> span.getAttributes().get(AttributeKey.stringKey("db.namespace")))
        .findFirst()
        .orElseThrow();
  }

  private void awaitFacts(String type, int count) {
    Codec codec = new Codec(SchemaLookup.none());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                KafkaTopic.committed(bus, bus.topic(Topics.OPERATION_EVENTS), 12).stream()
                    .filter(each -> type(codec, each.value()).equals(type))
                    .count(),
            found -> found == count);
  }

  private static String type(Codec codec, byte[] body) {
    try {
      SpecificRecord record = codec.decode(body);
      return record.getSchema().getName();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The trace contexts of all facts. */
  private List<String> facts() {
    return KafkaTopic.committed(bus, bus.topic(Topics.OPERATION_EVENTS), 12).stream()
        .map(each -> KafkaTopic.text(each.headers().lastHeader("traceparent").value()))
        .toList();
  }
}
