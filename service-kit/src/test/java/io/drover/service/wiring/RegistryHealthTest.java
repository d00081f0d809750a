package io.drover.service.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.TestStack;
import io.drover.service.heartbeat.ServiceHeartbeat;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.testbed.Instance;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.aggregator.DefaultHealthAggregator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.runtime.ApplicationConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(60)
class RegistryHealthTest {
  @Test
  void aServiceWhoseRegistryIsBrokenIsDegradedUntilItIsMended() throws Exception {
    Path file = Instance.databases(TestStack.postgres());
    String sound = Files.readString(file);
    try (DatabaseRegistry registry = DatabaseRegistry.open(file)) {
      assertThat(status(registry, HealthStatus.UP)).isEqualTo("UP");

      Files.writeString(file, sound.replace("shop:", "shop: ["));
      await().until(() -> registry.problem().isPresent());

      assertThat(status(registry, HealthStatus.UP)).isEqualTo("DEGRADED");
      assertThat(status(registry, HealthStatus.DOWN)).isEqualTo("DOWN");
      assertThat(RuntimeFactory.problem(Optional.empty(), Optional.empty(), registry))
          .get()
          .asString()
          .startsWith(ServiceHeartbeat.OLDER_REGISTRY);

      Files.writeString(file, sound);
      await().until(() -> registry.problem().isEmpty());
      assertThat(status(registry, HealthStatus.UP)).isEqualTo("UP");
    }
  }

  /** What the whole service is when everything else is this. */
  private static String status(DatabaseRegistry registry, HealthStatus others) {
    HealthResult first = HealthResult.builder("first", others).build();
    HealthResult last = HealthResult.builder("last", HealthStatus.UP).build();
    Flux<HealthResult> all =
        Flux.concat(
            Mono.just(first),
            new RuntimeFactory().registryHealth(registry).getResult(),
            Mono.just(last));
    return Mono.from(
            new DefaultHealthAggregator(new ApplicationConfiguration()).aggregate("service", all))
        .map(whole -> whole.getStatus().getName())
        .blockOptional()
        .orElseThrow();
  }
}
