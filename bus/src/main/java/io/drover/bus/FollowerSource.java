package io.drover.bus;

import io.drover.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The consumer of a follower: finds the partitions, begins where it is told, reads. One thread. */
final class FollowerSource implements AutoCloseable {

  /** Messages, and the offsets to continue from once they are handled. */
  record Batch(List<Message<byte[]>> messages, Map<TopicPartitionKey, Long> next) {}

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final BusConfig config;
  private final List<Topic> topics;
  private final StartPosition from;
  private final KafkaConsumer<byte[], byte[]> consumer;

  FollowerSource(
      BusConfig config, String name, List<Topic> topics, StartPosition from, int largestBatch) {
    this.config = config;
    this.topics = topics;
    this.from = from;
    Map<String, Object> map = config.consumer(name);
    map.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, largestBatch);
    this.consumer = new KafkaConsumer<>(map);
  }

  /** Finds the partitions and where to begin; throws when the broker cannot tell yet. */
  void begin() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : topics) {
      List<PartitionInfo> infos = consumer.partitionsFor(config.topic(topic));
      if (infos == null || infos.isEmpty()) {
        throw new UnknownTopicOrPartitionException(
            "The topic " + config.topic(topic) + " does not exist.");
      }
      infos.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
    startOffsets(partitions).forEach(consumer::seek);
  }

  /** What the next poll brings, possibly nothing. */
  Batch read(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
    // From here to the return nothing may ask the broker: a failure would lose what was polled.
    List<Message<byte[]>> messages = new ArrayList<>();
    records.forEach(record -> messages.add(message(record)));
    Map<TopicPartitionKey, Long> next = new HashMap<>();
    records.nextOffsets().forEach((p, offset) -> next.put(key(p), offset.offset()));
    return new Batch(messages, next);
  }

  /** Offset to read next of every partition. */
  Map<TopicPartitionKey, Long> positions() {
    Map<TopicPartitionKey, Long> map = new HashMap<>();
    consumer.assignment().forEach(p -> map.put(key(p), consumer.position(p)));
    return map;
  }

  /** Present end of every partition, as a reader of committed records sees it. */
  Map<TopicPartitionKey, Long> ends() {
    Map<TopicPartitionKey, Long> map = new HashMap<>();
    consumer.endOffsets(consumer.assignment()).forEach((p, end) -> map.put(key(p), end));
    return map;
  }

  /** Records between the position and the end, as far as the last answers told. */
  long behind() {
    return consumer.assignment().stream().mapToLong(p -> consumer.currentLag(p).orElse(0)).sum();
  }

  /** Goes to the beginning of partitions whose position is gone. */
  List<TopicPartitionKey> recover(OffsetOutOfRangeException e) {
    Set<TopicPartition> lost = e.offsetOutOfRangePartitions().keySet();
    consumer.beginningOffsets(lost).forEach(consumer::seek);
    return lost.stream().map(this::key).toList();
  }

  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  private Map<TopicPartition, Long> startOffsets(List<TopicPartition> partitions) {
    if (from instanceof StartPosition.End) {
      return consumer.endOffsets(partitions);
    }
    if (from instanceof StartPosition.At at) {
      return offsetsAt(partitions, at.instant());
    }
    Map<TopicPartition, Long> map = new HashMap<>(consumer.beginningOffsets(partitions));
    if (from instanceof StartPosition.Offsets offsets) {
      map.replaceAll((p, first) -> offsets.next().getOrDefault(key(p), first));
    }
    return map;
  }

  private Map<TopicPartition, Long> offsetsAt(List<TopicPartition> partitions, Instant instant) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    partitions.forEach(p -> wanted.put(p, instant.toEpochMilli()));
    Map<TopicPartition, Long> map = new HashMap<>(consumer.endOffsets(partitions));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
    map.replaceAll(
        (p, end) -> Optional.ofNullable(found.get(p)).map(OffsetAndTimestamp::offset).orElse(end));
    return map;
  }

  private TopicPartitionKey key(TopicPartition p) {
    return new TopicPartitionKey(config.withoutPrefix(p.topic()), p.partition());
  }

  private Message<byte[]> message(ConsumerRecord<byte[], byte @Nullable []> record) {
    return new Message<>(
        config.withoutPrefix(record.topic()),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key() == null ? null : Text.strict(record.key()),
        Envelope.from(record.headers()).orElse(null),
        Signed.of(record.topic(), record.headers(), record.value()).orElse(null),
        record.value());
  }
}
