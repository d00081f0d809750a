package io.drover.service.wiring;

import io.drover.bus.Publisher;
import io.drover.service.attempt.RunningAttempts;
import io.drover.service.heartbeat.ServiceHeartbeat;
import io.drover.service.intake.Pauses;
import io.drover.service.lane.LaneScheduler;
import io.drover.service.ledger.Backlog;
import io.drover.service.ledger.Sweeper;
import io.drover.service.outbox.Relay;
import io.drover.service.principal.Principals;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Starts what runs by itself, and ends it in the right order. */
@Factory
public class RuntimeFactory {
  /** Micronaut takes what says nothing of being operational for worse than up, better than down. */
  private static final HealthStatus DEGRADED =
      new HealthStatus("DEGRADED", "It works, but as an older databases.yml says.", null, 500);

  @Context
  @Bean(preDestroy = "close")
  @Requires(property = "drover.operations")
  OperationsRuntime operations(
      StateDatabase state,
      Waker waker,
      LaneScheduler lanes,
      Relay relay,
      RunningAttempts running,
      Sweeper sweeper,
      Pauses pauses,
      Backlog backlog) {
    OperationsRuntime runtime =
        new OperationsRuntime(lanes, relay, running, sweeper, pauses, backlog);
    waker.connect(lanes, relay);
    runtime.start();
    return runtime;
  }

  @Context
  @Bean(preDestroy = "close")
  PresenceRuntime presence(
      Publisher publisher,
      StateClock clock,
      StateDatabase state,
      ServiceSettings settings,
      DatabaseRegistry registry,
      Optional<Principals> principals,
      Optional<OperationsRuntime> operations) {
    ServiceHeartbeat heartbeat =
        new ServiceHeartbeat(
            publisher,
            clock,
            new ServiceHeartbeat.Identity(
                settings.service(), settings.instance(), settings.version()),
            () -> operations.map(OperationsRuntime::running).orElse(List.of()),
            () -> problem(operations, principals, registry));
    return new PresenceRuntime(heartbeat, clock, state);
  }

  /** The registry comes last: what is said of it means that nothing else is wrong. */
  static Optional<String> problem(
      Optional<OperationsRuntime> operations,
      Optional<Principals> principals,
      DatabaseRegistry registry) {
    return operations
        .flatMap(OperationsRuntime::problem)
        .or(() -> principals.flatMap(Principals::problem))
        .or(() -> registry.problem().map(why -> ServiceHeartbeat.OLDER_REGISTRY + why));
  }

  @Singleton
  HealthIndicator stateHealth(StateDatabase state) {
    // Not on the thread that serves all requests: the answer may take seconds.
    return () ->
        Mono.fromCallable(
                () ->
                    OperationsRuntime.answers(state)
                        ? result("state-database", Optional.empty())
                        : result(
                            "state-database", Optional.of("The state database does not answer.")))
            .subscribeOn(Schedulers.boundedElastic());
  }

  @Singleton
  HealthIndicator registryHealth(DatabaseRegistry registry) {
    return () ->
        Publishers.just(
            HealthResult.builder(
                    "databases", registry.problem().isEmpty() ? HealthStatus.UP : DEGRADED)
                .details(
                    Map.of(
                        "count",
                        registry.all().size(),
                        "problem",
                        registry.problem().orElse("none")))
                .build());
  }

  @Singleton
  @Requires(property = "drover.operations")
  HealthIndicator operationsHealth(OperationsRuntime operations) {
    return () -> Publishers.just(result("operations", operations.problem()));
  }

  private static HealthResult result(String name, Optional<String> problem) {
    return HealthResult.builder(name, problem.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
        .details(Map.of("problem", problem.orElse("none")))
        .build();
  }
}
