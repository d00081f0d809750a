package io.drover.service.testbed;

import io.drover.bus.BusConfig;
import io.drover.bus.TopicAdmin;
import io.drover.localstack.KafkaServer;
import io.drover.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A topic of its own in a real broker, read by raw consumers. */
public final class KafkaTopic {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  public final BusConfig bus;
  public final Topic topic =
      new Topic("events", 3, Map.of("cleanup.policy", "delete"), "Of a test.", "any");

  public KafkaTopic(KafkaServer server) {
    this.bus =
        new BusConfig(
            server.bootstrapServers(), "t" + UUID.randomUUID().toString().substring(0, 8) + ".");
    List<String> differences = TopicAdmin.ensure(bus, 1, List.of(topic));
    if (!differences.isEmpty()) {
      throw new IllegalStateException(differences.toString());
    }
  }

  public String name() {
    return bus.topic(topic);
  }

  /** Everything that is committed now, partition by partition. */
  public List<ConsumerRecord<byte[], byte[]>> committed() {
    return committed(bus, name(), 3);
  }

  public static List<ConsumerRecord<byte[], byte[]>> committed(
      BusConfig bus, String name, int partitions) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(patient(bus, "test"))) {
      for (int i = 0; i < partitions; i++) {
        TopicPartition partition = new TopicPartition(name, i);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = end(bus, partition);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (consumer.position(partition) < end) {
          if (System.nanoTime() > deadline) {
            throw new IllegalStateException(partition + " is undecided before " + end);
          }
          consumer.poll(Duration.ofMillis(100)).forEach(all::add);
        }
      }
    }
    return all;
  }

  /**
   * What is written, decided or not: a broker tells a producer that its transaction is committed
   * before readers of the partitions can see it.
   */
  private static long end(BusConfig bus, TopicPartition partition) {
    Map<String, Object> settings = patient(bus, "test-ends");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
  }

  private static Map<String, Object> patient(BusConfig bus, String name) {
    Map<String, Object> settings = bus.consumer(name);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    return settings;
  }

  /** Keys and values of what is committed now, joined by a colon. */
  public List<String> texts() {
    return committed().stream().map(each -> text(each.key()) + ":" + text(each.value())).toList();
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
