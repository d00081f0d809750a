package io.drover.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.monitor.Herd;
import io.drover.monitor.projection.Changes;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.Feed;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.ProgressBoard;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionMetrics;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DatabaseHeartbeat;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeparturesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minusSeconds(600);
  private static final String REGISTRY =
      """
      servers:
        main: { host: 127.0.0.1, port: 1, maintenance-database: postgres, user: u, password: "env:HOME", ssl-mode: disable }
      databases:
        shop: { server: main }
      """;

  @TempDir private Path folder = Path.of("unused");

  @Test
  void onlyWhatNoMonitorObservesAnyMoreAndTheRegistryDoesNotNameIsRemoved() throws Exception {
    Herd herd = new Herd();
    Path file = Files.writeString(folder.resolve("databases.yml"), REGISTRY);
    ProgressBoard board = new ProgressBoard();
    try (StateDatabase state = herd.state("departures");
        DatabaseRegistry registry = DatabaseRegistry.open(file);
        Projection projection =
            new Projection(
                herd.bus(),
                herd.schemas(),
                state,
                new ProjectionMetrics(new SimpleMeterRegistry()),
                new Changes(new Feed(), board, new OperationQueries(state, board)));
        Departures departures =
            new Departures(
                registry,
                new HealthQueries(state)::unobserved,
                herd.publisher(),
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofSeconds(30))) {
      projection.start();
      HealthQueries health = new HealthQueries(state);
      herd.publish(Topics.DATABASE_HEALTH, "shop", health("shop", "", LONG_AGO));
      herd.publish(Topics.DATABASE_HEALTH, "left", health("left", "", LONG_AGO));
      herd.publish(Topics.DATABASE_HEALTH, "left/agent", health("left", "agent", LONG_AGO));
      herd.publish(Topics.DATABASE_HEALTH, "beating/heartbeat", heartbeat("beating"));
      herd.publish(Topics.DATABASE_HEALTH, "leaving", health("leaving", "", NOW.minusSeconds(100)));
      await()
          .until(
              () ->
                  health.all().keySet().equals(Set.of("shop", "left", "leaving", "beating"))
                      && health.of("left").orElseThrow().checks().size() == 2);

      departures.look();

      await().until(() -> !health.all().containsKey("beating"));
      await().until(() -> health.of("left").orElseThrow().checks().size() == 1);
      assertThat(health.of("left").orElseThrow().checks())
          .extracting(CheckView::source)
          .containsExactly("agent");
      assertThat(health.all()).containsOnlyKeys("left", "leaving", "shop");
      assertThat(health.unobserved(LONG_AGO.plusSeconds(1), List.of("shop"))).isEmpty();
    } finally {
      herd.close();
    }
  }

  private static DatabaseHeartbeat heartbeat(String database) {
    return DatabaseHeartbeat.newBuilder()
        .setDatabase(database)
        .setObservedAt(LONG_AGO)
        .setStatus("ok")
        .setValues(Map.of())
        .build();
  }

  private static DatabaseHealth health(String database, String source, Instant at) {
    HealthCheck size =
        HealthCheck.newBuilder().setName("size").setStatus("ok").setValue(1.0).build();
    return DatabaseHealth.newBuilder()
        .setDatabase(database)
        .setSource(source)
        .setObservedAt(at)
        .setStatus("ok")
        .setChecks(List.of(size))
        .build();
  }
}
