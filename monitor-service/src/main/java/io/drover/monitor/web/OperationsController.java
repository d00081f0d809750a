package io.drover.monitor.web;

import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
import io.drover.monitor.request.OperationControls;
import io.drover.monitor.request.OperationRequests;
import io.drover.monitor.request.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
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

/** Operations: what became of them, and requests for more. */
@Controller("/api/operations")
@ExecuteOn(TaskExecutors.BLOCKING)
class OperationsController extends RestController {
  private static final String WHERE = "/api/operations";

  private final OperationQueries operations;
  private final OperationRequests requests;
  private final OperationControls controls;

  OperationsController(
      OperationQueries operations, OperationRequests requests, OperationControls controls) {
    this.operations = operations;
    this.requests = requests;
    this.controls = controls;
  }

  @Get
  HttpResponse<String> operations(
      HttpRequest<?> request,
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String state,
      @QueryValue @Nullable String kind,
      @QueryValue @Nullable String requestedBy,
      @QueryValue @Nullable String q,
      @QueryValue @Nullable String before,
      @QueryValue(defaultValue = "50") int limit)
      throws SQLException, RefusedException {
    var filter = Asked.filter(database, state, kind, before, limit);
    return answer(request, operations.find(filter.with(requestedBy, q)));
  }

  @Get("/{id}")
  HttpResponse<String> operation(
      HttpRequest<?> request, @PathVariable String id, @QueryValue @Nullable String kind)
      throws SQLException {
    List<OperationView> found = operations.byId(id, kind);
    if (found.size() > 1) {
      return problem(
          HttpStatus.CONFLICT,
          "INVALID_REQUEST",
          "Operations of several kinds have this id.",
          "GET " + address(found.getFirst().kind(), id));
    }
    if (found.isEmpty()) {
      return missing("There is no such operation.", WHERE);
    }
    OperationView operation = found.getFirst();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("operation", operation);
    body.put("timeline", operations.timeline(operation.kind(), operation.operationId()));
    return answer(request, body);
  }

  @Post
  HttpResponse<String> request(
      HttpRequest<?> request, @Body byte[] body, @Header("Idempotency-Key") @Nullable String key)
      throws SQLException, RefusedException {
    var requested = requests.submit(body, key, AccessFilter.caller(request));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("operationId", requested.operationId());
    answer.put("kind", requested.kind());
    answer.put("database", requested.database());
    answer.put("links", links(requested.kind(), requested.operationId()));
    return accepted(answer);
  }

  @Post("/{id}/control")
  HttpResponse<String> control(HttpRequest<?> request, @PathVariable String id, @Body byte[] body)
      throws SQLException, RefusedException {
    var requested = controls.submit(id, body, AccessFilter.caller(request));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("operationId", requested.operationId());
    answer.put("kind", requested.kind());
    answer.put("database", requested.database());
    answer.put("action", requested.action());
    answer.put("links", links(requested.kind(), requested.operationId()));
    return accepted(answer);
  }

  private static Map<String, String> links(String kind, String id) {
    return Map.of("operation", address(kind, id), "page", Show.address(kind, id));
  }

  private static String address(String kind, String id) {
    return WHERE + "/" + Show.encoded(id) + "?kind=" + Show.encoded(kind);
  }
}
