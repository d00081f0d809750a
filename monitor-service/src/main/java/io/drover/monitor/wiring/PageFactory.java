package io.drover.monitor.wiring;

import io.drover.monitor.alert.RunbookPages;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.alert.WebhookHealth;
import io.drover.monitor.page.Pages;
import io.drover.monitor.page.Sources;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.DeploymentQueries;
import io.drover.monitor.projection.HealthHistory;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.web.Overview;
import io.drover.monitor.web.ServiceBoard;
import io.drover.service.state.StateClock;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The pages and what they are made of. */
@Factory
class PageFactory {
  @Singleton
  Pages pages(
      Overview overview,
      ServiceBoard services,
      HerdQueries herd,
      OperationQueries operations,
      AlertQueries alerts,
      MigrationQueries migrations,
      DeploymentQueries deployments,
      HealthHistory history,
      Projection projection,
      Silences silences,
      WebhookHealth webhook,
      RunbookPages runbooks,
      StateClock clock) {
    return new Pages(
        new Sources(
            overview,
            services,
            herd,
            operations,
            alerts,
            migrations,
            deployments,
            history,
            projection,
            silences,
            webhook,
            runbooks,
            clock));
  }
}
