package io.drover.monitor.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.SchemaDirectory;
import io.drover.monitor.absence.Recovery;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.Changes;
import io.drover.monitor.projection.Feed;
import io.drover.monitor.projection.HealthCondenser;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.ProgressBoard;
import io.drover.monitor.projection.ProgressFollower;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionMetrics;
import io.drover.monitor.projection.ProjectionProgress;
import io.drover.monitor.web.Known;
import io.drover.monitor.web.Overview;
import io.drover.monitor.web.ServiceBoard;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;

/** Puts the monitor together. */
@Factory
public class MonitorFactory {
  @Singleton
  ProgressBoard board() {
    return new ProgressBoard();
  }

  @Singleton
  @Bean(preDestroy = "closeAll")
  Feed feed() {
    return new Feed();
  }

  @Singleton
  OperationQueries operations(StateDatabase state, ProgressBoard board) {
    return new OperationQueries(state, board);
  }

  @Singleton
  HerdQueries herd(StateDatabase state) {
    return new HerdQueries(state);
  }

  @Context
  @Bean(preDestroy = "close")
  Projection projection(
      BusConfig bus,
      SchemaDirectory schemas,
      StateDatabase state,
      MeterRegistry meters,
      Feed feed,
      ProgressBoard board,
      OperationQueries operations,
      StepListener steps) {
    Projection projection =
        new Projection(
            bus,
            schemas,
            state,
            new ProjectionMetrics(meters),
            new Changes(feed, board, operations),
            steps);
    projection.start();
    return projection;
  }

  @Singleton
  @Bean(preDestroy = "close")
  ProjectionProgress projectionProgress(BusConfig bus, Projection projection) {
    return new ProjectionProgress(bus, projection);
  }

  @Context
  @Bean(preDestroy = "close")
  ProgressFollower progress(
      BusConfig bus, SchemaDirectory schemas, ProgressBoard board, Feed feed) {
    ProgressFollower follower = new ProgressFollower(bus, schemas, board, feed);
    follower.start();
    return follower;
  }

  @Singleton
  Overview overview(
      StateDatabase state,
      DatabaseRegistry registry,
      HealthQueries health,
      HerdQueries herd,
      MigrationQueries migrations,
      AlertQueries alerts,
      OperationQueries operations,
      Recovery recovery,
      Feed feed,
      StateClock clock) {
    return new Overview(
        registry,
        new Known.Queries(state, health, herd, migrations, alerts, operations),
        recovery,
        feed::changes,
        clock);
  }

  @Singleton
  ServiceBoard services(HerdQueries herd, StateClock clock) {
    return new ServiceBoard(herd, clock);
  }

  @Context
  @Bean(preDestroy = "close")
  HealthCondenser condenser(StateDatabase state, StateClock clock) {
    HealthCondenser condenser = new HealthCondenser(state, clock);
    condenser.start();
    return condenser;
  }

  @Singleton
  HealthIndicator projectionHealth(Projection projection) {
    return () ->
        Publishers.just(
            HealthResult.builder(
                    "projection",
                    projection.problem().isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(
                    Map.of(
                        "current",
                        projection.current(),
                        "problem",
                        projection.problem().orElse("none")))
                .build());
  }
}
