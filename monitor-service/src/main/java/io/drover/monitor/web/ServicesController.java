package io.drover.monitor.web;

import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.Projection;
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

/** Drover's own services, what no one could read, and the projection behind this interface. */
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
class ServicesController extends RestController {
  private final ServiceBoard services;
  private final HerdQueries herd;
  private final Projection projection;

  ServicesController(ServiceBoard services, HerdQueries herd, Projection projection) {
    this.services = services;
    this.herd = herd;
    this.projection = projection;
  }

  @Get("/services")
  HttpResponse<String> services(HttpRequest<?> request) throws SQLException {
    return answer(
        request, Map.of("services", services.services(), "deadLetters", herd.deadLetters()));
  }

  @Post("/projection/rebuild")
  @Consumes(MediaType.ALL)
  HttpResponse<String> rebuild(HttpRequest<?> request) throws SQLException, RefusedException {
    RefusedException.unlessEverything(AccessFilter.caller(request));
    projection.rebuild();
    return accepted(Map.of("state", "rebuilding"));
  }
}
