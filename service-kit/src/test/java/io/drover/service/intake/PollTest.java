package io.drover.service.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.localstack.TestStack;
import io.drover.service.testbed.KafkaTopic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollTest {
  private final KafkaTopic topic = new KafkaTopic(TestStack.kafka());
  private final TopicPartition partition = new TopicPartition(topic.name(), 0);
  private final AtomicInteger away = new AtomicInteger();
  private KafkaConsumer<byte[], byte[]> consumer;

  @BeforeEach
  void produce() throws Exception {
    Map<String, Object> settings = topic.bus.consumer("poll-test");
    settings.put("group.id", topic.name());
    settings.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(settings);
    consumer.assign(List.of(partition));
    // A broker that has just been started makes its topic of offsets at the first question.
    consumer.committed(Set.of(partition), Duration.ofSeconds(60));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(topic.bus.producer("poll-test"))) {
      for (byte i = 0; i < 3; i++) {
        producer.send(new ProducerRecord<>(topic.name(), 0, null, new byte[] {i})).get();
      }
    }
  }

  @AfterEach
  void close() {
    consumer.close();
  }

  private List<ConsumerRecord<byte[], byte[]>> poll() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (records.size() < 3) {
      consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    }
    return records;
  }

  private long committed() {
    var offset = consumer.committed(Set.of(partition), Duration.ofSeconds(60)).get(partition);
    return offset == null ? -1 : offset.offset();
  }

  @Test
  void offsetsAreCommittedAfterTheWork() {
    new Poll(poll(), consumer)
        .work(records -> assertThat(committed()).isEqualTo(-1), away::incrementAndGet);

    assertThat(committed()).isEqualTo(3);
    assertThat(away).hasValue(0);
  }

  @Test
  void recordsThatCouldNotBeTakenComeAgain() {
    new Poll(poll(), consumer)
        .work(
            records -> {
              throw new SQLException("away");
            },
            away::incrementAndGet);

    assertThat(committed()).isEqualTo(-1);
    assertThat(away).hasValue(1);
    assertThat(poll()).extracting(ConsumerRecord::offset).containsExactly(0L, 1L, 2L);
  }

  @Test
  void theWakeUpThatEndsAConsumerIsNotSwallowedByACommit() {
    List<ConsumerRecord<byte[], byte[]>> records = poll();
    consumer.wakeup();
    new Poll(records, consumer).work(taken -> {}, away::incrementAndGet);

    assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(100)))
        .isInstanceOf(WakeupException.class);
  }
}
