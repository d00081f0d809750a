package io.drover.monitor.page;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.bus.Codec;
import io.drover.bus.UnreadableException;
import io.drover.monitor.Herd;
import io.drover.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands in topics that people's requests go to, in whatever form. */
final class Requests {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Herd herd;
  private final Codec codec;

  Requests(Herd herd) {
    this.herd = herd;
    this.codec = new Codec(herd.schemas());
  }

  /** The request that is wanted, once it is there. */
  JsonNode published(Topic topic, Predicate<JsonNode> wanted) {
    try (var consumer = consumer(topic)) {
      List<JsonNode> seen = new ArrayList<>();
      await()
          .until(
              () -> {
                poll(consumer, seen);
                return seen.stream().anyMatch(wanted);
              });
      return seen.stream().filter(wanted).findFirst().orElseThrow();
    }
  }

  /** All that are there now. */
  long count(Topic topic, Predicate<JsonNode> wanted) {
    try (var consumer = consumer(topic)) {
      List<JsonNode> seen = new ArrayList<>();
      long end =
          consumer.endOffsets(consumer.assignment()).values().stream().mapToLong(n -> n).sum();
      await().until(() -> poll(consumer, seen) >= end);
      return seen.stream().filter(wanted).count();
    }
  }

  private int poll(KafkaConsumer<byte[], byte[]> consumer, List<JsonNode> seen) {
    consumer
        .poll(Duration.ofMillis(100))
        .forEach(
            record -> {
              try {
                seen.add(MAPPER.readTree(codec.decode(record.value()).toString()));
              } catch (IOException | UnreadableException e) {
                throw new AssertionError("A request cannot be read.", e);
              }
            });
    return seen.size();
  }

  private KafkaConsumer<byte[], byte[]> consumer(Topic topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, herd.bus().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(herd.bus().topic(topic)).stream()
            .map(one -> new TopicPartition(one.topic(), one.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }
}
