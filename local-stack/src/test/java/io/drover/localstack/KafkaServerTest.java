package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KafkaServerTest {
  @Test
  void recordsAndGroupOffsetsSurviveAKillAndAStop() throws Exception {
    try (KafkaServer kafka = TestStack.newKafka()) {
      String address = kafka.bootstrapServers();
      createTopic(address);
      send(address, "one");
      assertThat(readOne(address)).containsExactly("one");

      kafka.kill();
      kafka.start();
      send(address, "two");
      assertThat(readOne(address)).containsExactly("two");

      kafka.stop();
      kafka.start();
      send(address, "three");
      assertThat(readOne(address)).containsExactly("three");
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
    }
  }

  @Test
  void aTransactionIsCommitted() throws Exception {
    String address = TestStack.kafka().bootstrapServers();
    createTopic(address);
    Map<String, Object> config = Map.of("bootstrap.servers", address, "transactional.id", "t");

    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var sent = producer.send(new ProducerRecord<>("words", "committed"));
      producer.commitTransaction();
      assertThat(sent).isDone();
    }

    assertThat(readOne(address)).containsExactly("committed");
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(List.of(new NewTopic("words", 1, (short) 1)))
          .all()
          .get(60, TimeUnit.SECONDS);
    }
  }

  private static void send(String address, String word) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", address);
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("words", word)).get(60, TimeUnit.SECONDS);
    }
  }

  private static List<String> readOne(String address) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", address,
            "group.id", "readers",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false",
            "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("words"));
      List<String> words = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> words.add(record.value()));
                return !words.isEmpty();
              });
      consumer.commitSync();
      return words;
    }
  }
}
