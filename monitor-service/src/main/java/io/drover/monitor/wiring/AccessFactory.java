package io.drover.monitor.wiring;

import io.drover.monitor.access.Access;
import io.drover.monitor.access.Gate;
import io.drover.service.state.StateClock;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together who may do what. */
@Factory
class AccessFactory {
  private static final Logger LOG = LoggerFactory.getLogger(AccessFactory.class);

  @Context
  @Bean(preDestroy = "close")
  Access access(
      StateClock clock,
      @Property(name = "drover.access", defaultValue = "") String file,
      @Property(name = "drover.token-file", defaultValue = "") String token) {
    Access access = Access.open(path(file), path(token), clock);
    access
        .generated()
        .ifPresent(one -> LOG.info("token for changes, made anew at each start: {}", one.file()));
    return access;
  }

  private static @Nullable Path path(String text) {
    return text.isBlank() ? null : Path.of(text);
  }

  @Singleton
  Gate gate(
      Access access,
      StateClock clock,
      @Property(name = "drover.writes-per-minute", defaultValue = "60") int writes,
      @Property(name = "drover.failed-sign-ins-per-minute", defaultValue = "10") int failures) {
    return new Gate(access, clock, writes, failures);
  }

  /** A broken access.yml does not take the monitor down, but is not kept quiet either. */
  @Singleton
  HealthIndicator accessHealth(Access access) {
    return () ->
        Publishers.just(
            HealthResult.builder("access", HealthStatus.UP)
                .details(Map.of("problem", access.problem().orElse("none")))
                .build());
  }
}
