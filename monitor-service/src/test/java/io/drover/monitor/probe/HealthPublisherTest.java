package io.drover.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.Codec;
import io.drover.bus.Follower;
import io.drover.bus.StartPosition;
import io.drover.monitor.Herd;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DatabaseHeartbeat;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthPublisherTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final List<SpecificRecord> published = new CopyOnWriteArrayList<>();
  private final Herd herd = new Herd();
  private final Follower follower = follow();

  HealthPublisherTest() throws Exception {}

  @BeforeEach
  void nothingWasPublishedYet() {
    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(60))).isTrue();
  }

  @AfterEach
  void close() throws Exception {
    follower.close();
    herd.close();
  }

  @Test
  void theWholeIsToldWhenMoreThanNumbersChangesAndHeartbeatsOtherwise() {
    var publisher = new HealthPublisher(herd.publisher());

    publisher.accept(health(0, "ok", 10, "The oldest is 10.5 s old."));
    publisher.accept(health(30, "ok", 40, "The oldest is 40 s old."));
    publisher.accept(health(60, "warning", 70, "The oldest is 70 s old."));
    publisher.accept(health(90, "warning", 71, "The oldest is 71 s old."));
    publisher.accept(health(120, "warning", 72, "Another sentence."));
    publisher.accept(health(719, "warning", 73, "Another sentence."));
    publisher.accept(health(720, "warning", 74, "Another sentence."));

    await().until(() -> published.size() == 7);
    // Two keys, so two partitions perhaps: each has its own order.
    assertThat(whole()).extracting(one -> value(one)).containsExactly(10.0, 70.0, 72.0, 74.0);
    assertThat(heartbeats())
        .extracting(one -> one.getValues().get("oldest-transaction"))
        .containsExactly(40.0, 71.0, 73.0);
    assertThat(heartbeats().getFirst().getStatus()).isEqualTo("ok");
    assertThat(heartbeats().getFirst().getObservedAt()).isEqualTo(NOW.plusSeconds(30));
    assertThat(heartbeats().getFirst().getValues()).doesNotContainKey("size");
  }

  @Test
  void aMonitorThatWasRestartedTellsTheWholeFirst() {
    new HealthPublisher(herd.publisher()).accept(health(0, "ok", 1, "Fine."));
    new HealthPublisher(herd.publisher()).accept(health(30, "ok", 1, "Fine."));

    await().until(() -> published.size() == 2);
    assertThat(whole()).hasSize(2);
  }

  @Test
  void afterOneThatWasLostTheWholeIsTold() {
    herd.publisher().close();
    var publisher = new HealthPublisher(herd.publisher());
    publisher.accept(health(0, "ok", 1, "Fine."));

    assertThat(publisher.next(health(30, "ok", 1, "Fine."))).isInstanceOf(DatabaseHealth.class);
  }

  private Follower follow() {
    return Follower.follower(herd.bus(), new Codec(herd.schemas()))
        .name("health")
        .topics(Topics.DATABASE_HEALTH)
        .from(StartPosition.BEGINNING)
        .onBatch((batch, next) -> batch.forEach(message -> published.add(message.body())))
        .start();
  }

  private List<DatabaseHealth> whole() {
    return published.stream()
        .filter(DatabaseHealth.class::isInstance)
        .map(DatabaseHealth.class::cast)
        .toList();
  }

  private List<DatabaseHeartbeat> heartbeats() {
    return published.stream()
        .filter(DatabaseHeartbeat.class::isInstance)
        .map(DatabaseHeartbeat.class::cast)
        .toList();
  }

  private static Double value(DatabaseHealth health) {
    return health.getChecks().getFirst().getValue();
  }

  private static DatabaseHealth health(int second, String status, double value, String message) {
    HealthCheck oldest =
        HealthCheck.newBuilder()
            .setName("oldest-transaction")
            .setStatus(status)
            .setValue(value)
            .setMessage(message)
            .build();
    HealthCheck size =
        HealthCheck.newBuilder().setName("size").setStatus("skipped").setValue(null).build();
    return DatabaseHealth.newBuilder()
        .setDatabase("shop")
        .setObservedAt(NOW.plusSeconds(second))
        .setStatus(status)
        .setChecks(List.of(oldest, size))
        .build();
  }
}
