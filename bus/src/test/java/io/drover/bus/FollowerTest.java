package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.OperationStarted;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowerTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final BusConfig config = Herd.with(Topics.OPERATION_EVENTS, Topics.SCHEMAS);
  private final Codec codec = new Codec(SchemaLookup.none());
  private final Publisher publisher = new Publisher(config, codec, "drover/test");
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<FollowerProblem> problems = new CopyOnWriteArrayList<>();

  @AfterEach
  void closePublisher() {
    publisher.close();
  }

  @Test
  void everythingIsReadFromTheBeginningWithItsEnvelope() throws Exception {
    PublishedAt at = publish("a", 1);
    List<Message<SpecificRecord>> messages = new CopyOnWriteArrayList<>();
    try (Follower follower = builder().onBatch((batch, next) -> messages.addAll(batch)).start()) {
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
      assertThat(follower.lag()).isZero();
    }
    assertThat(messages)
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.topic()).isEqualTo("operation-events");
              assertThat(message.partition()).isEqualTo(at.partition());
              assertThat(message.offset()).isEqualTo(at.offset());
              assertThat(message.key()).isEqualTo("a");
              assertThat(message.body()).isEqualTo(Records.started("a", 1));
              assertThat(message.envelope()).extracting("source").isEqualTo("drover/test");
            });
  }

  @Test
  void fromTheEndOnlyWhatComesAfterTheStartIsRead() throws Exception {
    publish("before", 1);
    try (Follower follower = builder().from(StartPosition.END).onBatch(this::remember).start()) {
      publish("after", 1);
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
    }
    assertThat(seen).containsExactly("after/1");
  }

  @Test
  void aBatchWhoseHandlerThrowsIsDeliveredAgainAndNothingIsLost() throws Exception {
    for (int i = 1; i <= 50; i++) {
      publish("a", i);
    }
    AtomicInteger failures = new AtomicInteger(3);
    List<List<String>> refused = new CopyOnWriteArrayList<>();
    try (Follower follower =
        builder()
            .largestBatch(20)
            .onBatch(
                (batch, next) -> {
                  if (failures.getAndDecrement() > 0) {
                    refused.add(names(batch));
                    throw new IllegalStateException("not now");
                  }
                  remember(batch, next);
                })
            .start()) {
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
    }
    assertThat(refused).hasSize(3).containsOnly(refused.getFirst());
    assertThat(seen).hasSize(50).startsWith("a/1", "a/2").endsWith("a/50");
    assertThat(problems).hasSize(3).allMatch(FollowerProblem.HandlerFailed.class::isInstance);
  }

  @Test
  void whoContinuesFromTheOffsetsOfABatchMissesNothingAndRepeatsNothing() throws Exception {
    Map<TopicPartitionKey, Long> kept = new ConcurrentHashMap<>();
    for (int i = 1; i <= 30; i++) {
      publish("key" + i, i);
    }
    for (int round = 0; round < 3; round++) {
      try (Follower follower =
          builder()
              .from(StartPosition.offsets(new HashMap<>(kept)))
              .largestBatch(7)
              .onBatch(
                  (batch, next) -> {
                    remember(batch, next);
                    kept.putAll(next);
                  })
              .start()) {
        assertThat(follower.awaitCaughtUp(LONG)).isTrue();
      }
      publish("round" + round, 1);
    }
    assertThat(seen).hasSize(32).doesNotHaveDuplicates();
  }

  @Test
  void recordsOfAnAbortedTransactionAreNeverSeen() throws Exception {
    try (TransactionalPublisher transactions =
        new TransactionalPublisher(config, config.topicPrefix() + "tx", LONG)) {
      transactions.init();
      transactions.begin();
      send(transactions, "aborted");
      transactions.abort();
      transactions.begin();
      send(transactions, "committed");
      transactions.commit();
    }
    try (Follower follower = builder().onBatch(this::remember).start()) {
      // A producer hears of its commit before readers do.
      await().atMost(LONG).until(() -> !seen.isEmpty());
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
    }
    assertThat(seen).containsExactly("committed/1");
  }

  @Test
  void anUnreadableMessageStallsAProjectionUntilItCanBeRead() throws Exception {
    publish("a", 1);
    sendRaw("a", "garbage".getBytes(UTF_8));
    publish("a", 2);
    try (Follower follower = builder().onBatch(this::remember).start()) {
      await().atMost(LONG).until(() -> problems.size() >= 2);
      assertThat(problems)
          .first()
          .isInstanceOfSatisfying(
              FollowerProblem.Unreadable.class,
              problem -> {
                assertThat(problem.skipped()).isFalse();
                assertThat(problem.messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.offset()).isEqualTo(1));
              });
      assertThat(seen).doesNotContain("a/2");
      assertThat(follower.awaitCaughtUp(Duration.ofMillis(300))).isFalse();
      assertThat(follower.running()).isTrue();
    }
  }

  @Test
  void anUnreadableMessageIsLeftOutAndReportedWhereThatIsAskedFor() throws Exception {
    publish("a", 1);
    sendRaw("a", "garbage".getBytes(UTF_8));
    publish("a", 2);
    try (Follower follower =
        builder().unreadable(Follower.Unreadable.SKIP).onBatch(this::remember).start()) {
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
    }
    assertThat(seen).containsExactly("a/1", "a/2");
    assertThat(problems).singleElement().extracting("skipped").isEqualTo(true);
  }

  @Test
  void bytesAreHandedOverAsTheyAreWhereThatIsAskedFor() throws Exception {
    sendRaw("a", "garbage".getBytes(UTF_8));
    List<String> bodies = new CopyOnWriteArrayList<>();
    try (Follower follower =
        builder()
            .onRawBatch(
                (batch, next) -> batch.forEach(m -> bodies.add(new String(m.body(), UTF_8))))
            .start()) {
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
    }
    assertThat(bodies).containsExactly("garbage");
  }

  @Test
  void offsetsThatAreGoneAreReportedAndReadingGoesOnFromTheBeginning() throws Exception {
    PublishedAt at = publish("a", 1);
    TopicPartitionKey key = new TopicPartitionKey(at.topic(), at.partition());
    try (Follower follower =
        builder()
            .from(StartPosition.offsets(Map.of(key, 1_000L)))
            .onBatch(this::remember)
            .start()) {
      await().atMost(LONG).until(() -> seen.contains("a/1"));
      assertThat(follower.running()).isTrue();
    }
    assertThat(problems).containsExactly(new FollowerProblem.OffsetsLost(List.of(key)));
  }

  @Test
  void aFollowerWithoutABrokerSaysSoAndClosesInTime() {
    Follower follower =
        Follower.follower(new BusConfig("127.0.0.1:1", "x."), codec)
            .topics(Topics.BACKUPS)
            .onProblem(problems::add)
            .onBatch(this::remember)
            .start();
    await().atMost(LONG).until(() -> !problems.isEmpty());
    long begun = System.nanoTime();
    follower.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
    await().atMost(LONG).until(() -> !follower.running());
  }

  @Test
  void aHandlerThatHangsDoesNotKeepTheFollowerFromClosing() throws Exception {
    publish("a", 1);
    AtomicInteger entered = new AtomicInteger();
    Follower follower =
        builder()
            .onBatch(
                (batch, next) -> {
                  entered.incrementAndGet();
                  TimeUnit.MINUTES.sleep(5);
                })
            .start();
    await().atMost(LONG).until(() -> entered.get() == 1);
    follower.close();
    await().atMost(LONG).until(() -> !follower.running());
  }

  private Follower.Builder builder() {
    return Follower.follower(config, codec)
        .name("test")
        .topics(Topics.OPERATION_EVENTS)
        .onProblem(problems::add);
  }

  private PublishedAt publish(String operationId, int sequence) throws Exception {
    OperationStarted body = Records.started(operationId, sequence);
    return publisher
        .publish(Topics.OPERATION_EVENTS, operationId, body, publisher.envelope(body))
        .get(60, TimeUnit.SECONDS);
  }

  private void sendRaw(String key, byte[] body) throws Exception {
    publisher
        .send(
            new ProducerRecord<>(config.topic(Topics.OPERATION_EVENTS), key.getBytes(UTF_8), body))
        .get(60, TimeUnit.SECONDS);
  }

  private void send(TransactionalPublisher transactions, String operationId) {
    transactions.send(
        config.topic(Topics.OPERATION_EVENTS),
        operationId.getBytes(UTF_8),
        codec.encode(Records.started(operationId, 1)),
        Map.of());
  }

  private void remember(
      List<Message<SpecificRecord>> batch, Map<TopicPartitionKey, Long> nextOffsets) {
    assertThat(nextOffsets).isNotEmpty();
    seen.addAll(names(batch));
  }

  private static List<String> names(List<Message<SpecificRecord>> batch) {
    List<String> names = new ArrayList<>();
    for (Message<SpecificRecord> message : batch) {
      OperationStarted started = (OperationStarted) message.body();
      assertThat(started).isNotNull();
      names.add(started.getHeader().getOperationId() + "/" + started.getHeader().getSequence());
    }
    return names;
  }
}
