package io.drover.service.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaLookup;
import io.drover.bus.TopicAdmin;
import io.drover.localstack.TestStack;
import io.drover.schemas.ServiceHealth;
import io.drover.schemas.Topics;
import io.drover.service.state.StateClock;
import io.drover.service.testbed.KafkaTopic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceHeartbeatTest {
  @Test
  void anInstanceTellsHowItIsAndThatItStops() throws Exception {
    KafkaTopic topic = new KafkaTopic(TestStack.kafka());
    TopicAdmin.ensure(topic.bus, 1, List.of(Topics.SERVICE_HEALTH));
    Codec codec = new Codec(SchemaLookup.none());
    AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    try (Publisher publisher = new Publisher(topic.bus, codec, "drover/test/1")) {
      ServiceHeartbeat heartbeat =
          new ServiceHeartbeat(
              publisher,
              new StateClock(),
              new ServiceHeartbeat.Identity("test-service", "test-1", "1.2"),
              () -> List.of("backup/x"),
              () -> problem.get() == null ? Optional.empty() : problem.get());
      heartbeat.beat();
      problem.set(Optional.of("The outbox is stuck."));
      heartbeat.beat();
      heartbeat.close();
      publisher.flush(Duration.ofSeconds(40));
    }

    List<ServiceHealth> told =
        KafkaTopic.committed(topic.bus, topic.bus.topic(Topics.SERVICE_HEALTH), 12).stream()
            .map(
                each -> {
                  assertThat(KafkaTopic.text(each.key())).isEqualTo("test-1");
                  return decode(codec, each.value());
                })
            .toList();
    assertThat(told)
        .extracting(ServiceHealth::getStatus)
        .containsExactly("up", "degraded", "stopping");
    assertThat(told)
        .extracting(ServiceHealth::getMessage)
        .element(1)
        .isEqualTo("The outbox is stuck.");
    assertThat(told.getFirst().getRunning()).containsExactly("backup/x");
    assertThat(told.getFirst().getIntervalMillis()).isEqualTo(5000);
    assertThat(told)
        .extracting(ServiceHealth::getStartedAt)
        .containsOnly(told.getFirst().getStartedAt());
  }

  private static ServiceHealth decode(Codec codec, byte[] body) {
    try {
      return codec.decode(body, ServiceHealth.class);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
