package io.drover.monitor.web;

import io.drover.monitor.projection.HerdQueries;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;

/** Drover's own services, and what no one could read. */
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
class ServicesController extends RestController {
  private final ServiceBoard services;
  private final HerdQueries herd;

  ServicesController(ServiceBoard services, HerdQueries herd) {
    this.services = services;
    this.herd = herd;
  }

  @Get("/services")
  HttpResponse<String> services(HttpRequest<?> request) throws SQLException {
    return answer(
        request, Map.of("services", services.services(), "deadLetters", herd.deadLetters()));
  }
}
