package io.drover.monitor.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.Envelope;
import io.drover.bus.TopicPartitionKey;
import io.drover.localstack.KafkaServer;
import io.drover.localstack.TestStack;
import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.ServiceHealth;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.StepListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  private static final int OPERATIONS = 400;

  /**
   * Three facts an operation, a backup, an observation, a heartbeat and a dead letter each tenth.
   */
  private static final int RECORDS = OPERATIONS * 3 + OPERATIONS / 10 * 4;

  private Herd herd;

  @BeforeEach
  void newHerd() throws Exception {
    herd = new Herd();
  }

  @AfterEach
  void endHerd() throws Exception {
    herd.close();
  }

  @Test
  void aFoldThatWasInterruptedManyTimesEqualsOneThatWasNot() throws Exception {
    publishHistory();
    Map<String, List<String>> inOneGo;
    try (Folding folding = new Folding(herd, "whole")) {
      awaitFolded(folding, RECORDS);
      inOneGo = folding.tables();
    }

    AtomicInteger batches = new AtomicInteger();
    StepListener interrupted =
        (operation, step) -> {
          if (step.equals("batch-folded") && batches.incrementAndGet() % 10 == 0) {
            throw new IllegalStateException("The machine was switched off.");
          }
        };
    for (long before = 0; before < OPERATIONS; ) {
      try (Folding folding = new Folding(herd, "pieces", interrupted)) {
        long stood = before;
        await().pollInterval(Duration.ofMillis(5)).until(() -> folding.rows("operations") > stood);
        before = folding.rows("operations");
      }
    }
    assertThat(batches).hasValueGreaterThan(20);
    try (Folding folding = new Folding(herd, "pieces")) {
      awaitFolded(folding, RECORDS);
      assertThat(folding.tables().equals(inOneGo)).isTrue();
      assertThat(folding.rows("operation_facts")).isEqualTo(OPERATIONS * 3);
      assertThat(folding.herd().deadLetters())
          .singleElement()
          .satisfies(letters -> assertThat(letters.count()).isEqualTo(OPERATIONS / 10));
    }
  }

  @Test
  void aRebuildMakesTheSameTables() throws Exception {
    publishHistory();
    try (Folding folding = new Folding(herd, "state")) {
      awaitFolded(folding, RECORDS);
      Map<String, List<String>> first = folding.tables();

      folding.projection().rebuild();

      awaitFolded(folding, RECORDS);
      assertThat(folding.tables().equals(first)).isTrue();
      assertThat(folding.folded()).isEqualTo(2 * RECORDS);
    }
  }

  @Test
  void theCommandThatRebuildsPrintsHowFarItIsAndEndsWhenItHasCaughtUp() throws Exception {
    publishHistory();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    AtomicBoolean held = new AtomicBoolean();
    // However slow the one who prints is, he must have had something to tell of.
    StepListener waiting =
        (operation, step) -> {
          if (held.get()) {
            await().until(() -> printed.toString(StandardCharsets.UTF_8).contains(" records\n"));
          }
        };
    try (Folding folding = new Folding(herd, "state", waiting);
        ProjectionProgress progress = new ProjectionProgress(herd.bus(), folding.projection())) {
      awaitFolded(folding, RECORDS);
      await().until(() -> !progress.status().behind());
      Map<String, List<String>> first = folding.tables();

      held.set(true);
      new RebuildCommand(
              folding.projection(),
              progress,
              new PrintStream(printed, true, StandardCharsets.UTF_8),
              Duration.ofMillis(20))
          .run();

      assertThat(folding.tables().equals(first)).isTrue();
      List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
      assertThat(lines)
          .anyMatch(line -> line.matches("rebuilding: \\d+ %, [0-9,]+ of 1,360 records"));
      assertThat(lines.getLast()).startsWith("caught up: 1,360 records in ");
      // A broker that is slow to answer leaves the numbers out for a while.
      await()
          .untilAsserted(
              () -> {
                ProjectionStatus status = progress.status();
                assertThat(status.state()).isEqualTo("following");
                assertThat(status.percent()).isEqualTo(100);
                assertThat(status.lag()).isZero();
                assertThat(status.partitions())
                    .allSatisfy(one -> assertThat(one.next()).isEqualTo(one.end()));
              });
    }
  }

  @Test
  void anOperationKeepsTheTraceOfItsLifeAndNotThatOfARefusal() throws Exception {
    String life = "4bf92f3577b34da6a3ce929d0e0e4736";
    try (Folding folding = new Folding(herd, "state")) {
      traced(Events.accepted(Events.header("op", "shop", 1), "ann"), life);
      traced(Events.refused(Events.header("op", "shop", 0)), "0af7651916cd43dd8448eb211c80319c");
      awaitFolded(folding, 2);
      assertThat(folding.operations().byId("op", "backup"))
          .singleElement()
          .satisfies(operation -> assertThat(operation.traceId()).isEqualTo(life));
    }
  }

  private void traced(SpecificRecord fact, String trace) {
    Envelope envelope =
        herd.publisher().envelope(fact).traceparent("00-" + trace + "-00f067aa0ba902b7-01");
    herd.publisher().publish(Topics.OPERATION_EVENTS, "shop", fact, envelope).join();
  }

  @Test
  void twoProjectionsAtOnceFoldEachRecordOnce() throws Exception {
    try (Folding one = new Folding(herd, "state");
        Folding other = new Folding(herd, "state")) {
      publishHistory();
      awaitFolded(one, RECORDS);
      awaitFolded(other, RECORDS);

      // What is in the tables is counted a moment later.
      await().untilAsserted(() -> assertThat(one.folded() + other.folded()).isEqualTo(RECORDS));
      assertThat(one.herd().deadLetters().getFirst().count()).isEqualTo(OPERATIONS / 10);
    }
  }

  @Test
  void aBatchThatCannotBeWrittenHoldsUpThoseReadAfterIt() throws Exception {
    try (Folding folding = new Folding(herd, "state")) {
      folding.execute(
          """
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
          CREATE TRIGGER refuse BEFORE INSERT ON operation_facts
            FOR EACH ROW WHEN (NEW.operation_id = 'op100') EXECUTE FUNCTION refuse();
          """);
      publishHistory();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(folding.projection().problem())
                      .hasValueSatisfying(why -> assertThat(why).contains("not today")));
      assertThat(folding.position()).isLessThan(RECORDS);

      folding.execute("DROP TRIGGER refuse ON operation_facts");

      awaitFolded(folding, RECORDS);
      assertThat(folding.rows("operation_facts")).isEqualTo(OPERATIONS * 3);
      assertThat(folding.rows("operations")).isEqualTo(OPERATIONS);
    }
  }

  @Test
  void anUnknownFingerprintStallsUntilItsSchemaIsPublished() throws Exception {
    GenericRecord later = later("ScrubSucceeded");
    try (Folding folding = new Folding(herd, "state")) {
      awaitFolded(folding, 0);
      herd.publish(Topics.OPERATION_EVENTS, "shop", Herd.encoded(later));
      herd.publish(
          Topics.OPERATION_EVENTS, "shop", Events.accepted(Events.header("after", "shop", 1), "a"));

      // A look at what stood there before may end after the record was met, and be told later.
      await()
          .untilAsserted(
              () -> {
                assertThat(folding.projection().problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("fingerprint"));
                assertThat(folding.projection().current()).isFalse();
              });
      try (ProjectionProgress progress = new ProjectionProgress(herd.bus(), folding.projection())) {
        await()
            .untilAsserted(
                () -> {
                  ProjectionStatus status = progress.status();
                  assertThat(status.problem()).contains("fingerprint");
                  assertThat(status.lag()).isEqualTo(2);
                });
      }
      assertThat(folding.rows("operation_facts")).isZero();

      herd.publishSchema(later.getSchema());

      awaitFolded(folding, 2);
      assertThat(folding.operations().timeline("scrub", "s1"))
          .singleElement()
          .satisfies(
              fact -> {
                assertThat(fact.type()).isEqualTo("ScrubSucceeded");
                assertThat(fact.known()).isFalse();
                assertThat(fact.body()).isEqualTo("{\"pages\":7}");
              });
      assertThat(folding.operations().byId("s1", null))
          .singleElement()
          .satisfies(operation -> assertThat(operation.state()).isEqualTo("succeeded"));
      assertThat(folding.operations().byId("after", "backup")).hasSize(1);
    }
  }

  @Test
  void hostileValuesAndGarbageDoNotStopIt() throws Exception {
    String hostile = "a\u0000b<script>" + "x".repeat(5_000);
    try (Folding folding = new Folding(herd, "state")) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          Events.accepted(
              Events.header(hostile, hostile, hostile, 1, Instant.ofEpochMilli(Long.MAX_VALUE / 2)),
              hostile));
      herd.publish(
          Topics.OPERATION_EVENTS, "shop", "garbage, no Avro".getBytes(StandardCharsets.UTF_8));
      herd.publish(
          Topics.OPERATION_EVENTS, "shop", Events.committed("shop", "no fact", Instant.EPOCH));
      herd.publish(
          Topics.OPERATION_EVENTS, "shop", Events.accepted(Events.header("good", "shop", 1), "a"));

      awaitFolded(folding, 4);
      assertThat(folding.rows("operations")).isEqualTo(2);
      assertThat(folding.rows("unreadable")).isEqualTo(2);
      assertThat(folding.operations().byId("good", null)).hasSize(1);
    }
  }

  @Test
  void aTombstoneRemovesABackup() throws Exception {
    try (Folding folding = new Folding(herd, "state")) {
      herd.publish(Topics.BACKUPS, "b1", Events.committed("shop", "b1", Events.BEGIN));
      herd.publish(
          Topics.BACKUPS, "b2", Events.committed("shop", "b2", Events.BEGIN.plusSeconds(60)));
      awaitFolded(folding, 2);
      assertThat(folding.herd().newestBackupTimes())
          .containsEntry("shop", Events.BEGIN.plusSeconds(60));

      herd.publisher().tombstone(Topics.BACKUPS, "b2").join();

      await()
          .untilAsserted(
              () ->
                  assertThat(folding.herd().newestBackupTimes())
                      .containsEntry("shop", Events.BEGIN));
    }
  }

  @Test
  void factsInAnyOrderMakeTheSameOperation() throws Exception {
    List<SpecificRecord> facts =
        List.of(
            Events.refused(Events.header("op", "shop", 0)),
            Events.succeeded(Events.header("op", "shop", 5)),
            Events.waiting(Events.header("op", "shop", 3)),
            Events.started(Events.header("op", "shop", 4)),
            Events.started(Events.header("op", "shop", 2)),
            Events.accepted(Events.header("op", "shop", 1), "ann"),
            Events.refused(Events.header("op", "shop", 0)));
    try (Folding folding = new Folding(herd, "state")) {
      for (int i = 0; i < facts.size(); i++) {
        herd.publish(Topics.OPERATION_EVENTS, "shop", facts.get(i));
        awaitFolded(folding, i + 1);
      }

      assertThat(folding.operations().byId("op", "backup"))
          .singleElement()
          .satisfies(
              operation -> {
                assertThat(operation.state()).isEqualTo("succeeded");
                assertThat(operation.requestedBy()).isEqualTo("ann");
                assertThat(operation.instance()).isEqualTo("backup-service@here-1");
                // The second attempt goes on with what the first one began.
                assertThat(operation.startedAt()).isEqualTo(Events.BEGIN.plusSeconds(2));
                assertThat(operation.durationMillis()).isEqualTo(3_000);
                assertThat(operation.endedAt()).isEqualTo(Events.BEGIN.plusSeconds(5));
                assertThat(operation.waitingFor()).isNull();
                assertThat(operation.failure()).isNull();
                assertThat(operation.result()).contains("\"rows\":42");
              });
      assertThat(folding.operations().timeline("backup", "op")).hasSize(7);
    }
  }

  @Test
  void aBrokerThatIsAwayIsSaidAndSurvived() throws Exception {
    try (KafkaServer kafka = TestStack.newKafka()) {
      Herd own = new Herd(kafka);
      try (Folding folding = new Folding(own, "state")) {
        awaitFolded(folding, 0);

        kafka.kill();

        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> folding.projection().problem().isPresent());
        assertThat(folding.projection().current()).isFalse();

        kafka.start();
        own.publish(Topics.BACKUPS, "b1", Events.committed("shop", "b1", Events.BEGIN));
        awaitFolded(folding, 1);
      }
      own.close();
    }
  }

  @Test
  void aBatchDeliveredAgainChangesNothing() throws Exception {
    try (Folding folding = new Folding(herd, "state")) {
      publishHistory();
      awaitFolded(folding, RECORDS);
      Map<String, List<String>> tables = folding.tables();
      try (var state = herd.state("state")) {
        ProjectionStore store = new ProjectionStore(state, StepListener.NONE);
        var place = new TopicPartitionKey(Topics.DEAD_LETTERS.name(), 0);
        long next = store.position().next().getOrDefault(place, 0L);
        Arrival again =
            new Arrival(
                place, next - 1, Instant.EPOCH, null, null, new Content.Unreadable("AGAIN"));

        long generation = store.position().generation();
        assertThat(store.fold(generation, BatchFold.of(List.of(again)), Map.of(place, next)))
            .isEqualTo(new ProjectionStore.Outcome.Folded(0));
        assertThat(store.fold(generation + 1, BatchFold.of(List.of(again)), Map.of(place, next)))
            .isEqualTo(new ProjectionStore.Outcome.Superseded());
      }
      assertThat(folding.tables().equals(tables)).isTrue();
    }
  }

  private static void awaitFolded(Folding folding, long records) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              assertThat(folding.projection().problem()).isEmpty();
              assertThat(folding.projection().current()).isTrue();
              assertThat(folding.position()).isEqualTo(records);
            });
  }

  private static GenericRecord later(String type) {
    Schema header =
        SchemaBuilder.record("OperationHeader")
            .namespace("io.drover.schemas")
            .fields()
            .requiredString("kind")
            .requiredString("operationId")
            .requiredString("database")
            .requiredInt("sequence")
            .requiredInt("attempt")
            .requiredLong("observedAt")
            .endRecord();
    Schema schema =
        SchemaBuilder.record(type)
            .namespace("io.drover.schemas")
            .fields()
            .name("header")
            .type(header)
            .noDefault()
            .requiredInt("pages")
            .endRecord();
    GenericData.Record head = new GenericData.Record(header);
    head.put("kind", "scrub");
    head.put("operationId", "s1");
    head.put("database", "shop");
    head.put("sequence", 3);
    head.put("attempt", 1);
    head.put("observedAt", Events.BEGIN.toEpochMilli());
    GenericData.Record record = new GenericData.Record(schema);
    record.put("header", head);
    record.put("pages", 7);
    return record;
  }

  private void publishHistory() {
    List<CompletableFuture<?>> published = new ArrayList<>();
    for (int i = 0; i < OPERATIONS; i++) {
      String database = "db" + i % 17;
      String id = "op" + i;
      var topic = Topics.OPERATION_EVENTS;
      send(published, topic, database, Events.accepted(Events.header(id, database, 1), "ann"));
      send(published, topic, database, Events.started(Events.header(id, database, 2)));
      send(
          published,
          topic,
          database,
          i % 3 == 0
              ? Events.failed(Events.header(id, database, 3), "No.")
              : Events.succeeded(Events.header(id, database, 3)));
      if (i % 10 == 0) {
        send(published, Topics.BACKUPS, id, Events.committed(database, id, Events.BEGIN));
        send(published, Topics.DATABASE_HEALTH, database, health(database, i));
        send(
            published, Topics.SERVICE_HEALTH, "instance" + i % 3, heartbeat("instance" + i % 3, i));
        herd.publish(Topics.DEAD_LETTERS, id, "{no json".getBytes(StandardCharsets.UTF_8));
      }
    }
    herd.publisher().flush(Duration.ofSeconds(60));
    // A record that the broker did not take would look like one that the projection lost.
    published.forEach(CompletableFuture::join);
  }

  private void send(
      List<CompletableFuture<?>> published, Topic topic, String key, SpecificRecord body) {
    published.add(herd.publisher().publish(topic, key, body, herd.publisher().envelope(body)));
  }

  private static DatabaseHealth health(String database, int second) {
    return DatabaseHealth.newBuilder()
        .setDatabase(database)
        .setObservedAt(Events.BEGIN.plusSeconds(second))
        .setStatus("ok")
        .setChecks(
            List.of(HealthCheck.newBuilder().setName("size").setStatus("ok").setValue(1e9).build()))
        .build();
  }

  private static ServiceHealth heartbeat(String instance, int second) {
    return ServiceHealth.newBuilder()
        .setService("backup-service")
        .setInstance(instance)
        .setVersion("1")
        .setStartedAt(Events.BEGIN)
        .setObservedAt(Events.BEGIN.plusSeconds(second))
        .setStatus("up")
        .setRunning(List.of("backup/op1"))
        .setIntervalMillis(5_000)
        .build();
  }
}
