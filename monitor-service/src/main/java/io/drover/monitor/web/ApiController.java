package io.drover.monitor.web;

import io.drover.monitor.projection.FactView;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
import io.drover.monitor.projection.Projection;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST interface: JSON with stable names, instants as ISO-8601, durations in milliseconds. */
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
class ApiController extends SecuredController {
  private static final Logger LOG = LoggerFactory.getLogger(ApiController.class);

  private final Overview overview;
  private final ServiceBoard services;
  private final HerdQueries herd;
  private final OperationQueries operations;
  private final Projection projection;

  ApiController(
      Overview overview,
      ServiceBoard services,
      HerdQueries herd,
      OperationQueries operations,
      Projection projection) {
    this.overview = overview;
    this.services = services;
    this.herd = herd;
    this.operations = operations;
    this.projection = projection;
  }

  @Get("/databases")
  HttpResponse<String> databases() throws SQLException {
    return json(Map.of("databases", overview.databases()));
  }

  @Get("/databases/{name}")
  HttpResponse<String> database(@PathVariable String name) throws SQLException {
    return overview
        .database(name)
        .map(SecuredController::json)
        .orElseGet(() -> missing("There is no such database.", "/api/databases"));
  }

  @Get("/operations")
  HttpResponse<String> operations(
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String state,
      @QueryValue @Nullable String kind,
      @QueryValue @Nullable String before,
      @QueryValue(defaultValue = "50") int limit)
      throws SQLException {
    var filter = Asked.filter(database, state, kind, before, limit);
    return filter.isEmpty()
        ? problem(
            HttpStatus.BAD_REQUEST,
            "INVALID_REQUEST",
            "The value of before is not one that a page named as next.",
            "GET /api/operations")
        : json(operations.find(filter.get()));
  }

  @Get("/operations/{id}")
  HttpResponse<String> operation(@PathVariable String id, @QueryValue @Nullable String kind)
      throws SQLException {
    List<OperationView> found = operations.byId(id, kind);
    if (found.size() > 1) {
      return problem(
          HttpStatus.CONFLICT,
          "INVALID_REQUEST",
          "Operations of several kinds have this id.",
          "GET /api/operations/" + Show.encoded(id) + "?kind=" + found.getFirst().kind());
    }
    if (found.isEmpty()) {
      return missing("There is no such operation.", "/api/operations");
    }
    OperationView operation = found.getFirst();
    List<FactView> timeline = operations.timeline(operation.kind(), operation.operationId());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("operation", operation);
    body.put("timeline", timeline);
    return json(body);
  }

  @Get("/backups")
  HttpResponse<String> backups(@QueryValue @Nullable String database) throws SQLException {
    return json(Map.of("backups", herd.backups(database)));
  }

  @Get("/services")
  HttpResponse<String> services() throws SQLException {
    return json(Map.of("services", services.services(), "deadLetters", herd.deadLetters()));
  }

  /** Only for programs on this machine: a browser says where it comes from, and is refused. */
  @Post("/projection/rebuild")
  @Consumes(MediaType.ALL)
  HttpResponse<String> rebuild(HttpRequest<?> request) throws SQLException {
    boolean here = request.getRemoteAddress().getAddress().isLoopbackAddress();
    if (!here || request.getHeaders().getOrigin().isPresent()) {
      return problem(
          HttpStatus.FORBIDDEN,
          "NOT_PERMITTED",
          "The projection is rebuilt from the monitor's own machine only.",
          "curl -X POST http://127.0.0.1:"
              + request.getServerAddress().getPort()
              + "/api/projection/rebuild");
    }
    projection.rebuild();
    return json(Map.of("state", "rebuilding"));
  }

  @Error
  HttpResponse<String> away(SQLException failure) {
    LOG.warn("request not answered: {}", failure.getMessage());
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "INTERNAL",
        "The monitor's state database does not answer.",
        "GET /health");
  }

  private static HttpResponse<String> missing(String sentence, String where) {
    return problem(HttpStatus.NOT_FOUND, "INVALID_REQUEST", sentence, "GET " + where);
  }
}
