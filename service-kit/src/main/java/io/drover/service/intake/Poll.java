package io.drover.service.intake;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a poll brought: offsets are committed after the work, or set back when the work could not be
 * done.
 */
final class Poll {
  private static final Logger LOG = LoggerFactory.getLogger(Poll.class);

  private final List<ConsumerRecord<byte[], byte[]>> records;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> first = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

  Poll(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
    this.records = records;
    this.consumer = consumer;
    for (ConsumerRecord<byte[], byte[]> each : records) {
      TopicPartition partition = new TopicPartition(each.topic(), each.partition());
      first.putIfAbsent(partition, each.offset());
      next.put(partition, new OffsetAndMetadata(each.offset() + 1));
    }
  }

  @FunctionalInterface
  interface Work {
    void on(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException;
  }

  /**
   * Works; calls {@code away} instead of committing when that failed, with the same records to come
   * again.
   */
  void work(Work work, Runnable away) {
    try {
      work.on(records);
    } catch (SQLException | RuntimeException problem) {
      LOG.warn("{} records wait and are tried again: {}", records.size(), problem.toString());
      first.forEach(this::setBack);
      away.run();
      return;
    }
    try {
      consumer.commitSync(next);
    } catch (WakeupException stopping) {
      // The consumer's loop has to hear it, or the shutdown waits for this thread without end.
      consumer.wakeup();
    } catch (KafkaException again) {
      LOG.info("Offsets were not committed, the records come again: {}", again.getMessage());
    }
  }

  private void setBack(TopicPartition partition, long offset) {
    try {
      consumer.seek(partition, offset);
    } catch (IllegalStateException lost) {
      LOG.info("{} has gone to another member, which begins at the committed offset", partition);
    }
  }
}
