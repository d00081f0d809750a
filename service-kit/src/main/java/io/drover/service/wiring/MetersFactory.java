package io.drover.service.wiring;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * Gives the meters of the libraries the names, units and help texts that Prometheus' conventions
 * ask for.
 */
@Factory
public class MetersFactory {
  private static final double NANOS = 1e9;
  private static final String CPU_TIME_IN_NANOS = "process.cpu.time";
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "http.server.requests", "HTTP requests that were answered",
          "executor", "Tasks that thread pools have run");
  private static final Map<String, String> NAMES = Map.of("system.cpu.count", "system.cpus");

  /** Replaces the one in nanoseconds by the standard one of Prometheus' client libraries. */
  @Context
  FunctionCounter cpuTime(MeterRegistry meters) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return FunctionCounter.builder(
            "process.cpu", system, each -> Math.max(0, each.getProcessCpuTime()) / NANOS)
        .description("CPU time of the process")
        .baseUnit("seconds")
        .register(meters);
  }

  @Singleton
  MeterFilter cpuTimeInNanos() {
    return MeterFilter.denyNameStartsWith(CPU_TIME_IN_NANOS);
  }

  @Singleton
  MeterFilter conventions() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return new Meter.Id(
            NAMES.getOrDefault(id.getName(), id.getName()),
            Tags.of(id.getTagsAsIterable()),
            id.getBaseUnit(),
            id.getDescription() == null ? DESCRIPTIONS.get(id.getName()) : id.getDescription(),
            id.getType());
      }
    };
  }
}
