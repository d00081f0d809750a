package io.drover.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {
  private final BusConfig config = Herd.with(Topics.all().toArray(Topic[]::new));
  private final TopicPartition partition =
      new TopicPartition(config.topic(Topics.BACKUP_REQUESTED), 0);

  @Test
  void unreadRecordsAreToldAndMarkersOfTransactionsAreNone() throws Exception {
    try (ConsumerLag lag = new ConsumerLag(config);
        TransactionalPublisher publisher =
            new TransactionalPublisher(
                config, config.topicPrefix() + "lag", Duration.ofSeconds(10))) {
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

  /** The partition that holds the record: all that a new group is behind with. */
  private TopicPartition written(ConsumerLag lag) {
    commit(partition, 0);
    TopicPartitionKey place = lag.look().getFirst().place();
    return new TopicPartition(partition.topic(), place.partition());
  }

  private void commit(TopicPartition at, long offset) {
    Map<String, Object> map = config.consumer("test");
    map.put(ConsumerConfig.GROUP_ID_CONFIG, config.topicPrefix() + "backup-service");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(map)) {
      consumer.assign(List.of(at));
      consumer.commitSync(Map.of(at, new OffsetAndMetadata(offset)));
    }
  }
}
