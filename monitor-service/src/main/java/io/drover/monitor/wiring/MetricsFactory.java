package io.drover.monitor.wiring;

import io.drover.monitor.metrics.FigureQueries;
import io.drover.monitor.metrics.HerdMetrics;
import io.drover.monitor.metrics.MetricsLimits;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import java.time.Duration;

/** Shows the herd to Prometheus. */
@Factory
public class MetricsFactory {
  @Context
  HerdMetrics herdMetrics(
      DatabaseRegistry registry,
      StateDatabase state,
      PrometheusMeterRegistry meters,
      @Property(name = "drover.monitor.interval", defaultValue = "15s") Duration interval,
      @Property(name = "drover.monitor.metrics-databases", defaultValue = "1000") int databases) {
    HerdMetrics herd =
        new HerdMetrics(registry, new FigureQueries(state), MetricsLimits.of(databases), interval);
    meters.getPrometheusRegistry().register(herd);
    return herd;
  }
}
