package io.drover.monitor.web;

import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.request.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Committed backups. */
@Controller("/api/backups")
@ExecuteOn(TaskExecutors.BLOCKING)
class BackupsController extends RestController {
  private final HerdQueries herd;

  BackupsController(HerdQueries herd) {
    this.herd = herd;
  }

  @Get
  HttpResponse<String> backups(
      HttpRequest<?> request,
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String before,
      @QueryValue(defaultValue = "100") int limit)
      throws SQLException, RefusedException {
    return answer(request, herd.backups(database, place(before, "/api/backups"), bounded(limit)));
  }
}
