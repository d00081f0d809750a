package io.drover.service.wiring;

import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;

/** Starts a context; what keeps it from its start comes as a sentence where there is one. */
final class Startup extends Micronaut {

  @Override
  protected void handleStartupException(Environment environment, Throwable thrown) {
    StartFailure.of(thrown, StartFailure.Addresses.of(environment))
        .ifPresent(
            why -> {
              throw why;
            });
    super.handleStartupException(environment, thrown);
  }
}
