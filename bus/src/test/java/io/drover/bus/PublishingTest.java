package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.KafkaServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishingTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final Codec codec = new Codec(SchemaLookup.none());

  @Test
  void aCommandInJsonIsReadBack() throws Exception {
    BusConfig config = Herd.with(Topics.BACKUP_REQUESTED);
    BackupRequested request = Records.request("a-1");
    try (Publisher publisher = new Publisher(config, codec, "drover/test")) {
      publisher
          .publishJson(Topics.BACKUP_REQUESTED, "shop", request, publisher.envelope(request))
          .get(60, TimeUnit.SECONDS);
    }
    ConsumerRecord<byte[], byte[]> record = only(config, Topics.BACKUP_REQUESTED);
    Envelope envelope = Envelope.from(record.headers()).orElseThrow();
    assertThat(envelope.contentType()).isEqualTo("application/json");
    assertThat(new CommandCodec(codec).read(record.value(), envelope, BackupRequested.class))
        .isEqualTo(request);
  }

  @Test
  void aCommandIsSignedWhereverItIsPublished(@TempDir Path folder) throws Exception {
    BusConfig config = Herd.with(Topics.BACKUP_REQUESTED, Topics.BACKUPS, Topics.RESTORE_REQUESTED);
    Path file = folder.resolve("ann.pem");
    PublicKey publicKey = Pem.publicKey(SigningKey.create("ann", file));
    SigningKey key = SigningKey.read(file);
    BackupRequested request = Records.request("a-1");
    try (Publisher publisher = new Publisher(config, codec, "drover/test", key);
        TransactionalPublisher relay = new TransactionalPublisher(config, "signer", LONG, key)) {
      publisher
          .publish(Topics.BACKUP_REQUESTED, "shop", request, publisher.envelope(request))
          .get(60, TimeUnit.SECONDS);
      relay.init();
      relay.begin();
      relay.send(config.topic(Topics.RESTORE_REQUESTED), null, new byte[] {1}, Map.of());
      relay.send(config.topic(Topics.BACKUPS), new byte[] {3}, new byte[] {2}, Map.of());
      relay.commit();
    }
    for (Topic topic : List.of(Topics.BACKUP_REQUESTED, Topics.RESTORE_REQUESTED)) {
      ConsumerRecord<byte[], byte[]> record = only(config, topic);
      assertThat(Signed.of(record.topic(), record.headers(), record.value()))
          .hasValueSatisfying(signed -> assertThat(signed.by(publicKey)).isTrue());
    }
    assertThat(only(config, Topics.BACKUPS).headers()).isEmpty();
  }

  @Test
  void aTombstoneHasNoBody() throws Exception {
    BusConfig config = Herd.with(Topics.BACKUPS);
    try (Publisher publisher = new Publisher(config, codec, "drover/test")) {
      publisher.tombstone(Topics.BACKUPS, "b-1").get(60, TimeUnit.SECONDS);
    }
    assertThat(only(config, Topics.BACKUPS).value()).isNull();
  }

  @Test
  void flushWaitsForTheOutcomeOfAll() throws Exception {
    BusConfig config = Herd.with(Topics.BACKUPS);
    BackupCommitted body = (BackupCommitted) Records.filled(BackupCommitted.class);
    try (Publisher publisher = new Publisher(config, codec, "drover/test")) {
      var outcomes =
          IntStream.range(0, 100)
              .mapToObj(
                  i -> publisher.publish(Topics.BACKUPS, "b-" + i, body, publisher.envelope(body)))
              .toList();
      publisher.flush(LONG);
      assertThat(outcomes).allMatch(outcome -> outcome.isDone());
    }
  }

  @Test
  void aBrokerThatIsAwayFailsTheFutureAndNotTheCaller() {
    BackupRequested request = Records.request("a-1");
    try (Publisher publisher =
        new Publisher(new BusConfig("127.0.0.1:1", "x."), codec, "drover/test")) {
      assertThat(
              publisher.publish(
                  Topics.BACKUP_REQUESTED, "shop", request, publisher.envelope(request)))
          .failsWithin(LONG);
    }
  }

  @Test
  void aDeadLetterHoldsTheOriginalAndTheReason() throws Exception {
    BusConfig config = Herd.with(Topics.DEAD_LETTERS);
    RecordHeaders headers = new RecordHeaders();
    headers.add("mine", new byte[] {0, 1});
    headers.add("drover-reason", "a lie".getBytes(UTF_8));
    ConsumerRecord<byte[], byte[]> original =
        new ConsumerRecord<>(
            "x.backup-requested",
            3,
            44L,
            1234L,
            TimestampType.LOG_APPEND_TIME,
            3,
            1024 * 1024,
            "key".getBytes(UTF_8),
            new byte[1024 * 1024],
            headers,
            Optional.empty());
    try (Publisher publisher = new Publisher(config, codec, "drover/test")) {
      publisher
          .send(DeadLetters.of(config, original, new MalformedException("DAMAGED", "It is.")))
          .get(60, TimeUnit.SECONDS);
    }
    ConsumerRecord<byte[], byte[]> letter = only(config, Topics.DEAD_LETTERS);
    assertThat(letter.value()).isEqualTo(original.value());
    assertThat(letter.key()).isEqualTo(original.key());
    Function<String, String> header =
        name -> new String(letter.headers().lastHeader(name).value(), UTF_8);
    assertThat(letter.headers().lastHeader("mine").value()).containsExactly(0, 1);
    assertThat(letter.headers().headers("drover-reason")).hasSize(1);
    assertThat(header.apply("drover-reason")).isEqualTo("DAMAGED: It is.");
    assertThat(header.apply("drover-original-topic")).isEqualTo("x.backup-requested");
    assertThat(header.apply("drover-original-partition")).isEqualTo("3");
    assertThat(header.apply("drover-original-offset")).isEqualTo("44");
    assertThat(header.apply("drover-original-timestamp")).isEqualTo("1234");
  }

  @Test
  void aProducerThatWasTakenOverIsFencedAndItsRecordsStayHidden() throws Exception {
    BusConfig config = Herd.with(Topics.BACKUPS);
    String id = config.topicPrefix() + "relay";
    byte[] key = "b".getBytes(UTF_8);
    try (TransactionalPublisher former = new TransactionalPublisher(config, id, LONG);
        TransactionalPublisher latter = new TransactionalPublisher(config, id, LONG)) {
      former.init();
      former.begin();
      former.send(config.topic(Topics.BACKUPS), key, "former".getBytes(UTF_8), Map.of());
      awaitWritten(config, Topics.BACKUPS);
      latter.init();
      assertThatThrownBy(former::commit).isInstanceOf(TransactionFailure.Fenced.class);
      latter.begin();
      latter.send(config.topic(Topics.BACKUPS), key, "latter".getBytes(UTF_8), Map.of());
      latter.commit();
    }
    assertThat(new String(only(config, Topics.BACKUPS).value(), UTF_8)).isEqualTo("latter");
  }

  @Test
  void aRecordThatCannotBeSentSurfacesAtCommitAndTheProducerGoesOn() throws Exception {
    BusConfig config = Herd.with(Topics.BACKUPS);
    String topic = config.topic(Topics.BACKUPS);
    byte[] key = "b".getBytes(UTF_8);
    try (TransactionalPublisher publisher =
        new TransactionalPublisher(config, config.topicPrefix() + "relay", LONG)) {
      publisher.init();
      publisher.begin();
      publisher.send(topic, key, new byte[3 * 1024 * 1024], Map.of());
      assertThatThrownBy(publisher::commit).isInstanceOf(TransactionFailure.Retriable.class);
      publisher.abort();
      publisher.begin();
      publisher.send(topic, key, "good".getBytes(UTF_8), Map.of());
      publisher.commit();
    }
    assertThat(new String(only(config, Topics.BACKUPS).value(), UTF_8)).isEqualTo("good");
  }

  @Test
  void aBrokerThatDiesAtCommitLeavesTheOutcomeUnknown() throws Exception {
    try (KafkaServer broker = TestStack.newKafka()) {
      BusConfig config = new BusConfig(broker.bootstrapServers(), "x.");
      TopicAdmin.ensure(config, 1, List.of(Topics.SCHEMAS));
      String topic = config.topic(Topics.SCHEMAS);
      // A new broker makes its topic of transactions at the first one.
      try (TransactionalPublisher first = new TransactionalPublisher(config, "first", LONG)) {
        first.init();
      }
      // Longer than a machine stalls: the broker must have the record before it is killed.
      try (TransactionalPublisher publisher =
          new TransactionalPublisher(config, "relay", Duration.ofSeconds(10))) {
        publisher.init();
        publisher.begin();
        publisher.send(topic, "b".getBytes(UTF_8), "x".getBytes(UTF_8), Map.of());
        awaitWritten(config, Topics.SCHEMAS);
        broker.kill();
        assertThatThrownBy(publisher::commit).isInstanceOf(TransactionFailure.UnknownOutcome.class);
      }
    }
  }

  @Test
  void aBrokerThatIsAwayMakesInitRetriable() {
    try (TransactionalPublisher publisher =
        new TransactionalPublisher(
            new BusConfig("127.0.0.1:1", "x."), "relay", Duration.ofSeconds(2))) {
      assertThatThrownBy(publisher::init).isInstanceOf(TransactionFailure.Retriable.class);
    }
  }

  @Test
  void topicsAreCreatedOnceAndDifferencesAreReported() {
    BusConfig config = Herd.with(Topics.BACKUPS);
    assertThat(TopicAdmin.ensure(config, 1, List.of(Topics.BACKUPS, Topics.SCHEMAS))).isEmpty();
    Topic other = new Topic("backups", 5, Map.of("cleanup.policy", "delete"), "", "");
    assertThat(TopicAdmin.ensure(config, 1, List.of(other)))
        .hasSize(2)
        .anyMatch(warning -> warning.contains("12 partitions"))
        .anyMatch(warning -> warning.contains("cleanup policy compact"));
  }

  @Test
  void commandsAreStampedByTheBroker() throws Exception {
    BusConfig config = Herd.with(Topics.BACKUP_REQUESTED);
    try (Publisher publisher = new Publisher(config, codec, "drover/test")) {
      PublishedAt at =
          publisher
              .send(
                  new ProducerRecord<>(
                      config.topic(Topics.BACKUP_REQUESTED), 0, 1_000L, null, "{}".getBytes(UTF_8)))
              .get(60, TimeUnit.SECONDS);
      assertThat(at.timestamp()).isAfter(Records.INSTANT.minus(Duration.ofDays(3650)));
    }
  }

  private static void awaitWritten(BusConfig config, Topic topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = reader(config, "read_uncommitted")) {
      List<TopicPartition> partitions = partitions(consumer, config.topic(topic));
      await()
          .atMost(LONG)
          .until(() -> consumer.endOffsets(partitions).values().stream().anyMatch(end -> end > 0));
    }
  }

  private static ConsumerRecord<byte[], byte[]> only(BusConfig config, Topic topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = reader(config, "read_committed")) {
      List<TopicPartition> partitions = partitions(consumer, config.topic(topic));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = written(config, partitions);
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  /**
   * Ends of what is written, decided or not: a producer hears of its commit before readers of
   * committed records do.
   */
  private static Map<TopicPartition, Long> written(
      BusConfig config, List<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> consumer = reader(config, "read_uncommitted")) {
      return consumer.endOffsets(partitions);
    }
  }

  private static KafkaConsumer<byte[], byte[]> reader(BusConfig config, String isolation) {
    Map<String, Object> settings = config.consumer("test-reader");
    settings.put("isolation.level", isolation);
    return new KafkaConsumer<>(settings);
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }
}
