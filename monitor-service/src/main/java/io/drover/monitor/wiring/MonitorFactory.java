package io.drover.monitor.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaDirectory;
import io.drover.monitor.probe.HealthPublisher;
import io.drover.monitor.probe.NewestBackups;
import io.drover.monitor.probe.Prober;
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
import io.drover.monitor.web.Known;
import io.drover.monitor.web.Overview;
import io.drover.monitor.web.ServiceBoard;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Puts the monitor together. */
@Factory
public class MonitorFactory {
  private static final Duration PROBE_DEADLINE = Duration.ofSeconds(5);
  private static final Duration VISITS = Duration.ofMinutes(1);
  private static final Duration SELDOM = Duration.ofMinutes(10);

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
      StepListener steps,
      @Property(name = "drover.monitor.rebuild", defaultValue = "false") boolean rebuild)
      throws SQLException {
    Projection projection =
        new Projection(
            bus,
            schemas,
            state,
            new ProjectionMetrics(meters),
            new Changes(feed, board, operations),
            steps);
    if (rebuild) {
      projection.rebuild();
    }
    projection.start();
    return projection;
  }

  @Context
  @Bean(preDestroy = "close")
  ProgressFollower progress(
      BusConfig bus, SchemaDirectory schemas, ProgressBoard board, Feed feed) {
    ProgressFollower follower = new ProgressFollower(bus, schemas, board, feed);
    follower.start();
    return follower;
  }

  @Context
  @Bean(preDestroy = "close")
  Prober prober(
      DatabaseRegistry registry,
      TargetConnections connections,
      Projection projection,
      HerdQueries herd,
      StateClock clock,
      MeterRegistry meters,
      Publisher publisher,
      OperationQueries operations,
      StepListener steps,
      @Property(name = "drover.monitor.interval", defaultValue = "30s") Duration interval,
      @Property(name = "drover.monitor.connections", defaultValue = "2") int perServer) {
    Prober prober =
        new Prober(
            registry,
            connections,
            newestBackups(projection, herd),
            new RunningOperations(operations),
            new Prober.Settings(interval, PROBE_DEADLINE, perServer, VISITS, SELDOM),
            clock,
            meters,
            new HealthPublisher(publisher, steps));
    prober.start();
    return prober;
  }

  @Singleton
  Overview overview(
      DatabaseRegistry registry,
      HealthQueries health,
      HerdQueries herd,
      MigrationQueries migrations,
      AlertQueries alerts,
      OperationQueries operations,
      Feed feed,
      StateClock clock) {
    return new Overview(
        registry,
        new Known.Queries(health, herd, migrations, alerts, operations),
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

  private static NewestBackups newestBackups(Projection projection, HerdQueries herd) {
    return new NewestBackups() {
      @Override
      public boolean current() {
        return projection.current();
      }

      @Override
      public Optional<Instant> newest(String database) throws SQLException {
        return herd.newestBackup(database);
      }
    };
  }
}
