package io.drover.monitor.page;

import io.drover.monitor.alert.RunbookPages;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.alert.WebhookHealth;
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
import java.time.Clock;

/** Where all that pages show is read from. */
public record Sources(
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
    Clock clock) {}
