package io.drover.monitor.wiring;

import io.drover.monitor.alert.RunbookPages;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.alert.WebhookHealth;
import io.drover.monitor.page.Pages;
import io.drover.monitor.page.Sources;
import io.drover.monitor.page.TraceLink;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.DeploymentQueries;
import io.drover.monitor.projection.HealthHistory;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionProgress;
import io.drover.monitor.web.Overview;
import io.drover.monitor.web.ServiceBoard;
import io.drover.service.state.StateClock;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;

/** The pages and what they are made of. */
@Factory
class PageFactory {
  @Context
  TraceLink traces(@Property(name = "drover.trace-url", defaultValue = "") String template) {
    return new TraceLink(template);
  }

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
      ProjectionProgress progress,
      TraceLink traces,
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
            progress,
            traces,
            silences,
            webhook,
            runbooks,
            clock));
  }
}
