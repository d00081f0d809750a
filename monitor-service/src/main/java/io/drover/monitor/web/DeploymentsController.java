package io.drover.monitor.web;

import io.drover.monitor.projection.DeploymentQueries;
import io.drover.monitor.request.DeploymentReports;
import io.drover.monitor.request.RefusedException;
import io.drover.schemas.DeploymentObserved;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was deployed that uses a database. */
@Controller("/api/deployments")
@ExecuteOn(TaskExecutors.BLOCKING)
class DeploymentsController extends RestController {
  private static final Duration USUAL = Duration.ofDays(30);

  private final DeploymentQueries deployments;
  private final DeploymentReports reports;
  private final Clock clock;

  DeploymentsController(DeploymentQueries deployments, DeploymentReports reports, Clock clock) {
    this.deployments = deployments;
    this.reports = reports;
    this.clock = clock;
  }

  @Get
  HttpResponse<String> deployments(
      HttpRequest<?> request,
      @QueryValue String database,
      @QueryValue @Nullable Instant from,
      @QueryValue @Nullable Instant to)
      throws SQLException {
    Instant end = to == null ? clock.instant() : to;
    Instant begin = from == null ? end.minus(USUAL) : from;
    return answer(request, Map.of("deployments", deployments.between(database, begin, end)));
  }

  @Post
  HttpResponse<String> report(HttpRequest<?> request, @Body byte[] body) throws RefusedException {
    DeploymentObserved deployment = reports.submit(body, AccessFilter.caller(request));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("database", deployment.getDatabase());
    answer.put("name", deployment.getName());
    answer.put("version", deployment.getVersion());
    answer.put("observedAt", deployment.getObservedAt());
    return accepted(answer);
  }
}
