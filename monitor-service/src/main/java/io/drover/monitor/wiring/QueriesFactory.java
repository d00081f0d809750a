package io.drover.monitor.wiring;

import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.DeploymentQueries;
import io.drover.monitor.projection.HealthHistory;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.service.state.StateDatabase;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What is read from the projection's tables. */
@Factory
class QueriesFactory {
  @Singleton
  AlertQueries alerts(StateDatabase state) {
    return new AlertQueries(state);
  }

  @Singleton
  HealthQueries health(StateDatabase state) {
    return new HealthQueries(state);
  }

  @Singleton
  HealthHistory history(StateDatabase state) {
    return new HealthHistory(state);
  }

  @Singleton
  MigrationQueries migrations(StateDatabase state) {
    return new MigrationQueries(state);
  }

  @Singleton
  DeploymentQueries deployments(StateDatabase state) {
    return new DeploymentQueries(state);
  }
}
