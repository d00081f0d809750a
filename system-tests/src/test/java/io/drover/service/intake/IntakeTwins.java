package io.drover.service.intake;

import io.drover.bus.Codec;
import io.drover.service.principal.Principals;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.wiring.OperationsFactory;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;

/** An intake whose guard is broken on purpose. */
@Factory
@Requires(property = "drover.test.twin")
final class IntakeTwins {
  /** Accepts what has expired. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "no-expiry-check")
  @Replaces(bean = Submissions.class, factory = OperationsFactory.class)
  Submissions timeless(
      Codec codec, DatabaseRegistry registry, StateClock clock, Principals principals) {
    return new Submissions(codec, registry, clock, principals) {
      @Override
      void checkExpiry(Instant expiresAt, Instant sent) {}
    };
  }

  /** Lets everything have its turn unapproved. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "no-approval")
  @Replaces(bean = Submissions.class, factory = OperationsFactory.class)
  Submissions hasty(
      Codec codec, DatabaseRegistry registry, StateClock clock, Principals principals) {
    return new Submissions(codec, registry, clock, principals) {
      @Override
      boolean mustWait(String requestedBy) {
        return false;
      }
    };
  }
}
