package io.drover.monitor.web;

import io.drover.monitor.projection.HealthHistory;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.request.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Databases, their health over time, their migrations. */
@Controller("/api/databases")
@ExecuteOn(TaskExecutors.BLOCKING)
class DatabasesController extends RestController {
  private static final String WHERE = "/api/databases";
  private static final int MOST_POINTS = 1_000;
  private static final Duration USUAL = Duration.ofHours(24);

  private final Overview overview;
  private final HealthHistory history;
  private final MigrationQueries migrations;
  private final Clock clock;

  DatabasesController(
      Overview overview, HealthHistory history, MigrationQueries migrations, Clock clock) {
    this.overview = overview;
    this.history = history;
    this.migrations = migrations;
    this.clock = clock;
  }

  @Get
  HttpResponse<String> databases(
      HttpRequest<?> request,
      @QueryValue @Nullable String label,
      @QueryValue @Nullable String status,
      @QueryValue @Nullable String server,
      @QueryValue @Nullable String q,
      @QueryValue @Nullable String after,
      @QueryValue(defaultValue = "100") int limit)
      throws SQLException, RefusedException {
    int most = bounded(limit);
    List<DatabaseView> found =
        new DatabaseFilter(given(label), given(status), given(server), q)
            .of(overview.databases())
            .filter(one -> after == null || one.name().compareTo(after) > 0)
            .limit(most + 1L)
            .toList();
    boolean more = found.size() > most;
    List<DatabaseView> page = more ? found.subList(0, most) : found;
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("databases", overview.measured(page));
    body.put("next", more ? page.getLast().name() : null);
    return answer(request, body);
  }

  @Get("/{name}")
  HttpResponse<String> database(HttpRequest<?> request, @PathVariable String name)
      throws SQLException {
    Optional<DatabaseView> found = overview.database(name);
    return found.isPresent() ? answer(request, found.get()) : unknown();
  }

  @Get("/{name}/health")
  HttpResponse<String> health(
      HttpRequest<?> request,
      @PathVariable String name,
      @QueryValue String check,
      @QueryValue(defaultValue = "") String source,
      @QueryValue @Nullable Instant from,
      @QueryValue @Nullable Instant to,
      @QueryValue(defaultValue = "300") int points)
      throws SQLException, RefusedException {
    Optional<DatabaseView> database = overview.database(name);
    if (database.isEmpty()) {
      return unknown();
    }
    Filters.one("check", check, Filters.checks(database.get()));
    int most = Filters.within("points", points, MOST_POINTS);
    Instant end = to == null ? clock.instant() : to;
    Instant begin = from == null ? end.minus(USUAL) : from;
    if (!begin.isBefore(end)) {
      return invalid("from does not lie before to.", WHERE + "/" + Show.encoded(name) + "/health");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("database", name);
    body.put("check", check);
    body.put("source", source);
    body.put("from", begin);
    body.put("to", end);
    body.put("points", history.series(name, source, check, begin, end, most));
    return answer(request, body);
  }

  @Get("/{name}/migrations")
  HttpResponse<String> migrations(HttpRequest<?> request, @PathVariable String name)
      throws SQLException {
    var state = migrations.of(name);
    return state.isPresent()
        ? answer(request, state.get())
        : missing("No operation has told of this database's migrations yet.", WHERE);
  }

  private static HttpResponse<String> unknown() {
    return missing("There is no such database.", WHERE);
  }
}
