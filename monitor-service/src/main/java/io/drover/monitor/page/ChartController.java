package io.drover.monitor.page;

import io.drover.monitor.projection.HealthHistory;
import io.drover.monitor.projection.HealthHistory.Point;
import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.SecuredController;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The history of a check as its chart wants it: columns, instants in seconds. */
@Controller("/charts")
@ExecuteOn(TaskExecutors.BLOCKING)
class ChartController extends SecuredController {
  private static final int POINTS = 240;

  private final HealthHistory history;
  private final Clock clock;

  ChartController(HealthHistory history, Clock clock) {
    this.history = history;
    this.clock = clock;
  }

  @Get("/{database}/{check}")
  HttpResponse<String> chart(
      @PathVariable String database,
      @PathVariable String check,
      @QueryValue @Nullable String range,
      @QueryValue(defaultValue = "") String source)
      throws SQLException, RefusedException {
    Instant to = clock.instant();
    Instant from = to.minus(ChartQuery.of(check, range).duration());
    List<Point> points = history.series(database, source, check, from, to, POINTS);
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("from", from.getEpochSecond());
    columns.put("to", to.getEpochSecond());
    columns.put("at", points.stream().map(point -> point.at().getEpochSecond()).toList());
    columns.put("least", points.stream().map(Point::least).toList());
    columns.put("mean", points.stream().map(Point::mean).toList());
    columns.put("most", points.stream().map(Point::most).toList());
    return json(columns);
  }

  @Error
  HttpResponse<String> away(SQLException failure) {
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "INTERNAL",
        "The monitor's state database does not answer: " + failure.getSQLState() + ".",
        "GET /health");
  }
}
