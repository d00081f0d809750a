package io.drover.monitor.wiring;

import io.drover.bus.BusConfig;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.Relay;
import io.drover.service.outbox.RelayLease;
import io.drover.service.outbox.RelayMarkers;
import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.ServiceSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** Puts together what carries alerts to Kafka. */
@Factory
public class OutboxFactory {
  /** What is stated wakes the relay of its own instance; this is for what another one stated. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  @Singleton
  Outbox outbox() {
    return new Outbox();
  }

  @Context
  @Bean(preDestroy = "close")
  Relay relay(
      StateDatabase state,
      Outbox outbox,
      BusConfig bus,
      StepListener steps,
      ServiceSettings settings,
      MeterRegistry meters) {
    RelayMarkers markers = RelayMarkers.of(bus, settings.service());
    Relay relay =
        new Relay(
            state,
            outbox,
            new RelayLease(settings.instance(), settings.relayLease()),
            markers,
            markers::publisher,
            steps,
            meters,
            IDLE);
    relay.start();
    return relay;
  }

  @Singleton
  HealthIndicator outboxHealth(Relay relay) {
    return () ->
        Publishers.just(
            HealthResult.builder("outbox", relay.healthy() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(
                    Map.of(
                        "problem",
                        relay.healthy()
                            ? "none"
                            : "The outbox cannot be carried to Kafka; alerts wait in the state"
                                + " database."))
                .build());
  }
}
