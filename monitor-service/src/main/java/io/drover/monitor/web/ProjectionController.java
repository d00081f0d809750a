package io.drover.monitor.web;

import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionProgress;
import io.drover.monitor.projection.ProjectionStatus;
import io.drover.monitor.request.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;

/** The projection behind this interface: how far it is, and making it anew. */
@Controller("/api/projection")
@ExecuteOn(TaskExecutors.BLOCKING)
class ProjectionController extends RestController {
  private final Projection projection;
  private final ProjectionProgress progress;

  ProjectionController(Projection projection, ProjectionProgress progress) {
    this.projection = projection;
    this.progress = progress;
  }

  @Get
  HttpResponse<String> standing(HttpRequest<?> request) throws SQLException {
    return answer(request, progress.status());
  }

  @Post("/rebuild")
  @Consumes(MediaType.ALL)
  HttpResponse<String> rebuild(HttpRequest<?> request) throws SQLException, RefusedException {
    RefusedException.unlessEverything(AccessFilter.caller(request));
    projection.rebuild();
    return accepted(Map.of("state", ProjectionStatus.REBUILDING));
  }
}
