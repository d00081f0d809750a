package io.drover.monitor.web;

import io.drover.monitor.alert.Silences;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.request.AlertControls;
import io.drover.monitor.request.RefusedException;
import io.drover.schemas.AlertControl;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
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

/** What is wrong, and who has taken note of it. */
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
class AlertsController extends RestController {
  private static final String WHERE = "/api/alerts";

  private final AlertQueries alerts;
  private final AlertControls controls;
  private final Silences silences;

  AlertsController(AlertQueries alerts, AlertControls controls, Silences silences) {
    this.alerts = alerts;
    this.controls = controls;
    this.silences = silences;
  }

  @Get("/alerts")
  HttpResponse<String> alerts(
      HttpRequest<?> request,
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String severity,
      @QueryValue @Nullable String open,
      @QueryValue @Nullable String before,
      @QueryValue(defaultValue = "100") int limit)
      throws SQLException, RefusedException {
    String asked = Filters.one("open", open, List.of("true", "false"));
    return answer(
        request,
        alerts.page(
            database,
            Filters.one("severity", severity, Filters.SEVERITIES),
            asked == null ? null : Boolean.valueOf(asked),
            place(before, WHERE),
            bounded(limit)));
  }

  @Get("/alerts/{id}")
  HttpResponse<String> alert(HttpRequest<?> request, @PathVariable String id) throws SQLException {
    var found = alerts.byId(id);
    return found.isPresent()
        ? answer(request, found.get())
        : missing("There is no such alert.", WHERE);
  }

  @Post("/alerts/{id}/control")
  HttpResponse<String> control(HttpRequest<?> request, @PathVariable String id, @Body byte[] body)
      throws SQLException, RefusedException {
    AlertControl control = controls.control(id, body, AccessFilter.caller(request));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("alertId", control.getAlertId());
    answer.put("action", control.getAction());
    answer.put("links", Map.of("alert", WHERE + "/" + Show.encoded(id)));
    return accepted(answer);
  }

  @Get("/silences")
  HttpResponse<String> silences(HttpRequest<?> request) throws SQLException {
    return answer(request, Map.of("silences", silences.active()));
  }

  @Post("/silences")
  HttpResponse<String> silence(HttpRequest<?> request, @Body byte[] body)
      throws SQLException, RefusedException {
    AlertControl control = controls.silence(body, AccessFilter.caller(request));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("database", control.getDatabase());
    answer.put("server", control.getServer());
    answer.put("name", control.getName());
    answer.put("action", control.getAction());
    return accepted(answer);
  }
}
