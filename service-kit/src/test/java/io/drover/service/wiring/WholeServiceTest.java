package io.drover.service.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaLookup;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topics;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.KafkaTopic;
import io.drover.service.testbed.Requests;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WholeServiceTest {
  private final BusConfig bus =
      new BusConfig(
          TestStack.kafka().bootstrapServers(),
          "t" + UUID.randomUUID().toString().substring(0, 8) + ".");
  private final PostgresServer server = TestStack.postgres();
  private final String stateDatabase = "state_" + UUID.randomUUID().toString().replace("-", "");
  private final ScriptedHandler handler = new ScriptedHandler();
  private final Codec codec = new Codec(SchemaLookup.none());
  private ApplicationContext context;
  private Publisher publisher;

  @BeforeEach
  void start() throws Exception {
    server.createDatabase(stateDatabase);
    context = service("one");
    publisher = new Publisher(bus, codec, "drover/test");
  }

  @AfterEach
  void stop() {
    publisher.close();
    context.close();
  }

  private ApplicationContext service(String instance) throws Exception {
    return ServiceKitFactory.start(
        "test-service",
        "",
        bus,
        List.of(handler),
        "--drover.state.url=" + server.jdbcUrl(stateDatabase),
        "--drover.state.user=" + server.superuser(),
        "--drover.state.password=" + StateBed.secret(server.password()).reference(),
        "--drover.databases=" + Instance.databases(server),
        "--drover.instance=" + instance);
  }

  private void request(String id) {
    BackupRequested command = Requests.command(id, "shop");
    publisher
        .publishJson(Topics.BACKUP_REQUESTED, "shop", command, publisher.envelope(command))
        .join();
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

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = context.getBean(EmbeddedServer.class).getURI().resolve(path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void aRequestOnKafkaBecomesAnAnsweredOperationThatHealthAndMetersTellOf() throws Exception {
    request("op-1");
    awaitFact("op-1", "BackupSucceeded");
    assertThat(facts("op-1"))
        .containsExactly("OperationAccepted", "OperationStarted", "BackupSucceeded");
    request("op-1");
    awaitFact("op-1", "RequestAnswered");
    assertThat(handler.begun).containsExactly("op-1");

    await().until(() -> get("/health").statusCode() == 200);
    assertThat(get("/health").body()).contains("state-database", "operations", "UP");
    // Places are given back, and things counted, after the facts that tell of them.
    await()
        .untilAsserted(
            () ->
                assertThat(get("/prometheus").body())
                    .contains(
                        "drover_service_operations_total{kind=\"backup\",outcome=\"succeeded\"}"
                            + " 1.0",
                        "drover_service_operation_duration_seconds_count{kind=\"backup\",outcome=\"succeeded\"}"
                            + " 1",
                        "drover_service_operations_running 0.0",
                        "drover_lanes_working 0.0",
                        "drover_outbox_pending",
                        "drover_outbox_relayed_total",
                        "drover_intake_records_total{result=\"accepted\"} 1.0"));
    String meters = get("/prometheus").body();
    assertThat(manual())
        .containsExactlyInAnyOrderElementsOf(
            meters
                .lines()
                .filter(line -> line.startsWith("# TYPE drover_"))
                .map(line -> line.substring("# TYPE ".length()))
                .toList());
    assertThat(meters.lines().filter(line -> line.matches("# HELP drover_\\w+ .+")))
        .as("each has a help text")
        .hasSameSizeAs(manual());
  }

  /** Name and type of what the manual says that a service shows. */
  private static List<String> manual() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "monitoring.md")).stream()
        .dropWhile(line -> !line.equals("## What backup-service and migration-service show"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1))
        .map(cells -> cells[1].strip().replace("`", "") + " " + cells[2].strip())
        .toList();
  }

  @Test
  void anOperationIsCancelledByAnEvent() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    handler.script(
        "op-1",
        attempt -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return ScriptedHandler.done();
        });
    request("op-1");
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    OperationControl cancel =
        OperationControl.newBuilder()
            .setKind("backup")
            .setOperationId("op-1")
            .setDatabase("shop")
            .setAction("cancel")
            .build();
    publisher.publish(Topics.OPERATION_CONTROL, "shop", cancel, publisher.envelope(cancel)).join();
    awaitFact("op-1", "OperationCancelled");
  }

  @Test
  void aServiceThatStopsGivesItsWorkBackToAnother() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    handler.script(
        "op-1",
        attempt -> {
          begun.countDown();
          if (attempt.number() == 1) {
            new CountDownLatch(1).await();
          }
          return ScriptedHandler.done();
        });
    request("op-1");
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    long stopping = System.nanoTime();
    context.close();
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(30));
    try (Connection connection = server.connect(stateDatabase);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT state, lost_attempts FROM drover_test.operation,"
                    + " drover_test.scheduled_tasks WHERE NOT picked AND NOT EXISTS (SELECT 1 FROM"
                    + " drover_test.relay_lease)")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("RETRYING");
      assertThat(row.getInt(2)).isZero();
    }

    context = service("two");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(facts("op-1")).contains("BackupSucceeded"));
    assertThat(facts("op-1"))
        // Said where the first one was stopped before it had told Kafka that the request is read.
        .filteredOn(fact -> !fact.equals("RequestAnswered"))
        .containsExactly(
            "OperationAccepted", "OperationStarted", "OperationStarted", "BackupSucceeded");
  }
}
