package io.drover.service.outbox;

import io.drover.bus.BusConfig;
import io.drover.bus.SigningKey;
import io.drover.bus.TopicAdmin;
import io.drover.bus.TransactionalPublisher;
import io.drover.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The marker topic: which outbox rows the last committed transaction carried. One partition,
 * compacted on one key, and written by one transactional id only, so that after {@code
 * initTransactions} nothing in it is undecided.
 */
public class RelayMarkers {
  static final byte[] KEY = {'m'};

  /**
   * An open transaction holds back every reader of its partitions: it must not stay open for long.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  private static final long NEAR = 200;
  private static final long FURTHER = 50;
  private static final Duration POSITION = Duration.ofSeconds(10);

  private final BusConfig bus;
  private final String topic;
  private final @Nullable SigningKey key;

  private RelayMarkers(BusConfig bus, String topic, @Nullable SigningKey key) {
    this.bus = bus;
    this.topic = topic;
    this.key = key;
  }

  /** Markers of a service; their topic is made when it is missing. */
  public static RelayMarkers of(BusConfig bus, String service) {
    return of(bus, service, null);
  }

  /**
   * The same for a service that proves who it is.
   *
   * @param key signs the commands that the service sends; null for no signature
   */
  public static RelayMarkers of(BusConfig bus, String service, @Nullable SigningKey key) {
    Topic topic =
        new Topic(
            "outbox-markers-" + service,
            1,
            Map.of("cleanup.policy", "compact"),
            "Which outbox rows the last transaction of the relay carried; internal.",
            "a constant");
    TopicAdmin.ensure(bus, 0, List.of(topic));
    return new RelayMarkers(bus, bus.topic(topic), key);
  }

  /** A producer whose transactional id belongs to this service. */
  public TransactionalPublisher publisher() {
    return new TransactionalPublisher(bus, topic, TRANSACTION_TIMEOUT, key);
  }

  String topic() {
    return topic;
  }

  /**
   * Ids of the newest committed marker; empty when there is none.
   *
   * @throws TimeoutException the end of the topic was not reached within the deadline
   */
  long[] last(Duration deadline) throws TimeoutException {
    TopicPartition only = new TopicPartition(topic, 0);
    long giveUp = System.nanoTime() + deadline.toNanos();
    try (var consumer =
        new KafkaConsumer<>(
            bus.consumer("relay-markers"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      long begin = consumer.beginningOffsets(List.of(only), deadline).getOrDefault(only, 0L);
      long end = consumer.endOffsets(List.of(only), deadline).getOrDefault(only, 0L);
      // The topic is compacted in its own time: the newest marker is near its end, all of it long.
      for (long back = NEAR; ; back *= FURTHER) {
        long from = Math.max(begin, end - back);
        long[] newest = newest(consumer, only, from, end, giveUp);
        if (newest.length > 0 || from == begin) {
          return newest;
        }
      }
    }
  }

  private long[] newest(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition only, long from, long end, long giveUp)
      throws TimeoutException {
    long[] newest = new long[0];
    consumer.seek(only, from);
    while (consumer.position(only, POSITION) < end) {
      if (System.nanoTime() > giveUp) {
        throw new TimeoutException("the end of " + topic + " was not reached");
      }
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
        newest = decode(each.value());
      }
    }
    return newest;
  }

  static byte[] encode(long[] ids) {
    ByteBuffer buffer = ByteBuffer.allocate(ids.length * Long.BYTES);
    buffer.asLongBuffer().put(ids);
    return buffer.array();
  }

  static long[] decode(byte[] value) {
    long[] ids = new long[value.length / Long.BYTES];
    ByteBuffer.wrap(value).asLongBuffer().get(ids);
    return ids;
  }
}
