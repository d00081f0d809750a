package io.drover.service.wiring;

import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;

/** Starts a context; what keeps it from its start comes as a sentence where there is one. */
final class Startup extends Micronaut {

  @Override
  protected void handleStartupException(Environment environment, Throwable thrown) {
    String url = environment.getProperty("drover.state.url", String.class, "(none)");
    String user = environment.getProperty("drover.state.user", String.class, "drover");
    StartFailure.of(thrown, url, user)
        .ifPresent(
            why -> {
              throw why;
            });
    super.handleStartupException(environment, thrown);
  }
}
