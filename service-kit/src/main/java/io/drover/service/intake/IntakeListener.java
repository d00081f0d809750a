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

/**
 * Listens on the request topics of the service. While the state database is away the partitions are
 * paused and polling goes on, so that the group does not take this member for dead.
 */
@Requires(property = "drover.operations")
@KafkaListener(
    clientId = IntakeListener.CLIENT,
    groupId = "${drover.group}",
    batch = true,
    isolation = IsolationLevel.READ_COMMITTED,
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.DISABLED,
    pollTimeout = "100ms")
class IntakeListener {
  static final String CLIENT = "drover-intake";

  private final Intake intake;
  private final ConsumerRegistry consumers;
  private final Pauses pauses;

  IntakeListener(Intake intake, ConsumerRegistry consumers, Pauses pauses) {
    this.intake = intake;
    this.consumers = consumers;
    this.pauses = pauses;
  }

  @Topic(patterns = "${drover.request-pattern}")
  void receive(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
    new Poll(records, consumer).work(intake::take, this::pause);
  }

  private void pause() {
    consumers.pause(CLIENT);
    pauses.resumeWhenBack(() -> consumers.resume(CLIENT));
  }
}
