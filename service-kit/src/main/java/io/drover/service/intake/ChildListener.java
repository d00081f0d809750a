package io.drover.service.intake;

import io.micronaut.configuration.kafka.ConsumerRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.micronaut.context.annotation.Requires;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;

/** Listens for the ends of children, of whichever service. */
@Requires(property = "drover.operations")
@KafkaListener(
    clientId = ChildListener.CLIENT,
    groupId = "${drover.group}-children",
    batch = true,
    isolation = IsolationLevel.READ_COMMITTED,
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.DISABLED,
    pollTimeout = "100ms")
class ChildListener {
  static final String CLIENT = "drover-children";

  private final ChildIntake children;
  private final ConsumerRegistry consumers;
  private final Pauses pauses;

  ChildListener(ChildIntake children, ConsumerRegistry consumers, Pauses pauses) {
    this.children = children;
    this.consumers = consumers;
    this.pauses = pauses;
  }

  @Topic("${drover.event-topic}")
  void receive(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
    new Poll(records, consumer).work(children::take, this::pause);
  }

  private void pause() {
    consumers.pause(CLIENT);
    pauses.resumeWhenBack(() -> consumers.resume(CLIENT));
  }
}
