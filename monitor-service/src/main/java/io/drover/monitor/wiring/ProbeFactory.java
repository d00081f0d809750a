package io.drover.monitor.wiring;

import io.drover.bus.Publisher;
import io.drover.monitor.probe.Departures;
import io.drover.monitor.probe.HealthPublisher;
import io.drover.monitor.probe.Prober;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.Projection;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import java.time.Duration;
import java.util.List;

/** Puts together what looks at the databases. */
@Factory
class ProbeFactory {
  private static final Duration PROBE_DEADLINE = Duration.ofSeconds(5);
  private static final Duration VISITS = Duration.ofMinutes(1);
  private static final Duration SELDOM = Duration.ofMinutes(10);

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
            new KnownBackups(herd, projection::current),
            new RunningOperations(operations),
            new Prober.Settings(interval, PROBE_DEADLINE, perServer, VISITS, SELDOM),
            clock,
            meters,
            new HealthPublisher(publisher, steps));
    prober.start();
    return prober;
  }

  @Context
  @Bean(preDestroy = "close")
  Departures departures(
      DatabaseRegistry registry,
      Projection projection,
      HealthQueries health,
      Publisher publisher,
      StateClock clock,
      @Property(name = "drover.monitor.interval", defaultValue = "30s") Duration interval) {
    Departures departures =
        new Departures(
            registry,
            (since, without) ->
                projection.current() ? health.unobserved(since, without) : List.of(),
            publisher,
            clock,
            interval);
    departures.start();
    return departures;
  }
}
