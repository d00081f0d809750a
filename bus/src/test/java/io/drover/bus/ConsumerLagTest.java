package io.drover.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final BusConfig config = Herd.with(Topics.all().toArray(Topic[]::new));
  private final TopicPartition partition =
      new TopicPartition(config.topic(Topics.BACKUP_REQUESTED), 0);

  @Test
  void unreadRecordsAreToldAndMarkersOfTransactionsAreNone() throws Exception {
    try (ConsumerLag lag = new ConsumerLag(config);
        TransactionalPublisher publisher =
            new TransactionalPublisher(config, config.topicPrefix() + "lag", LONG)) {
      assertThat(lag.look()).isEmpty();
      publisher.init();
      publisher.begin();
      publisher.send(partition.topic(), new byte[] {1}, new byte[] {1}, Map.of());
      publisher.commit();
      TopicPartition written = written(lag);

      commit(written, 0);
      assertThat(lag.look())
          .singleElement()
          .satisfies(
              behind -> {
                assertThat(behind.group()).isEqualTo("backup-service");
                assertThat(behind.place().topic()).isEqualTo("backup-requested");
                assertThat(lag.holdsRecords(behind)).isTrue();
              });

      commit(written, 1);
      assertThat(lag.look())
          .singleElement()
          .satisfies(behind -> assertThat(lag.holdsRecords(behind)).isFalse());

      commit(written, 2);
      assertThat(lag.look()).isEmpty();
    }
  }

  @Test
  void aGroupIsJudgedByWhatItReadsAndNothingElse() throws Exception {
    TopicPartition events = new TopicPartition(config.topic(Topics.OPERATION_EVENTS), 0);
    try (ConsumerLag lag = new ConsumerLag(config);
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config.producer("test"))) {
      producer.send(new ProducerRecord<>(partition.topic(), 0, null, new byte[] {1})).get();
      producer.send(new ProducerRecord<>(events.topic(), 0, null, new byte[] {1})).get();
      commit("backup-service-children", Map.of(events, new OffsetAndMetadata(0)));
      assertThat(lag.look()).isEmpty();

      try (KafkaConsumer<byte[], byte[]> member = member("backup-service")) {
        member.subscribe(List.of(partition.topic()));
        await()
            .atMost(LONG)
            .until(
                () -> {
                  member.poll(Duration.ofMillis(100));
                  return member.assignment().contains(partition);
                });
        assertThat(lag.look())
            .singleElement()
            .satisfies(
                behind -> {
                  assertThat(behind.group()).isEqualTo("backup-service");
                  assertThat(behind.place().topic()).isEqualTo("backup-requested");
                });
      }
    }
  }

  /** The partition that holds the record: all that a new group is behind with. */
  private TopicPartition written(ConsumerLag lag) {
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = member("backup-service")) {
      consumer
          .partitionsFor(partition.topic())
          .forEach(
              each ->
                  all.put(
                      new TopicPartition(each.topic(), each.partition()),
                      new OffsetAndMetadata(0)));
    }
    commit("backup-service", all);
    // A producer hears of its commit before readers do.
    List<ConsumerLag.Behind> behind = await().atMost(LONG).until(lag::look, l -> !l.isEmpty());
    return new TopicPartition(partition.topic(), behind.getFirst().place().partition());
  }

  private void commit(TopicPartition at, long offset) {
    commit("backup-service", Map.of(at, new OffsetAndMetadata(offset)));
  }

  private void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    try (KafkaConsumer<byte[], byte[]> consumer = member(group)) {
      consumer.assign(offsets.keySet());
      consumer.commitSync(offsets);
    }
  }

  private KafkaConsumer<byte[], byte[]> member(String group) {
    Map<String, Object> map = config.consumer("test");
    map.put(ConsumerConfig.GROUP_ID_CONFIG, config.topicPrefix() + group);
    map.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A new broker makes its topic of offsets at the first commit.
    map.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONG.toMillis());
    return new KafkaConsumer<>(map);
  }
}
