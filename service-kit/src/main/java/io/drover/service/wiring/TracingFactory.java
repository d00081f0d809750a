package io.drover.service.wiring;

import io.drover.service.trace.Telemetry;
import io.drover.service.trace.Tracing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Traces as the environment of the process configures them. */
@Factory
public class TracingFactory {
  @Singleton
  @Bean(preDestroy = "close")
  @Requires(missingBeans = Tracing.class)
  Tracing tracing(ServiceSettings settings) {
    return Telemetry.of(
        new Telemetry.Identity(settings.service(), settings.instance(), settings.version()),
        System.getenv());
  }
}
