package io.drover.migration.fleet;

import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes the beans of fleets. */
@Factory
final class FleetFactory {
  @Singleton
  FleetHandler fleetHandler(StateDatabase state, DatabaseRegistry registry) {
    return new FleetHandler(FleetTable.open(state), registry);
  }
}
