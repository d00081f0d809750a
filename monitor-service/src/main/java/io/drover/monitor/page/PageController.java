package io.drover.monitor.page;

import io.drover.monitor.projection.Feed;
import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.AccessFilter;
import io.drover.monitor.web.Asked;
import io.drover.monitor.web.Filters;
import io.drover.monitor.web.SecuredController;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages for people. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
class PageController extends SecuredController {
  private static final Logger LOG = LoggerFactory.getLogger(PageController.class);
  private static final int PAGE = 50;

  private final Pages pages;
  private final Feed feed;

  PageController(Pages pages, Feed feed) {
    this.pages = pages;
    this.feed = feed;
  }

  @Get("/")
  HttpResponse<String> herd(HttpRequest<?> request) throws SQLException, RefusedException {
    return html(pages.herd(query(request), viewer(request)));
  }

  @Get("/parts/summary")
  HttpResponse<String> summary() throws SQLException {
    return html(pages.summary());
  }

  @Get("/parts/rows")
  HttpResponse<String> rows(
      HttpRequest<?> request, @QueryValue(defaultValue = "false") boolean next)
      throws SQLException, RefusedException {
    return html(pages.rows(query(request), next));
  }

  @Get("/parts/notice")
  HttpResponse<String> notice() throws SQLException {
    return html(pages.notice());
  }

  @Get("/parts/projection")
  HttpResponse<String> projection(HttpRequest<?> request) throws SQLException {
    return html(pages.projection(viewer(request)));
  }

  @Get("/databases/{name}")
  HttpResponse<String> database(
      HttpRequest<?> request,
      @PathVariable String name,
      @QueryValue @Nullable String check,
      @QueryValue @Nullable String range)
      throws SQLException, RefusedException {
    Filters.only(request.getParameters().names(), Set.of("check", "range"));
    return pages
        .database(name, ChartQuery.of(check, range), viewer(request))
        .map(SecuredController::html)
        .orElseGet(() -> missing("There is no database of this name."));
  }

  @Get("/operations")
  HttpResponse<String> operations(
      HttpRequest<?> request,
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String state,
      @QueryValue @Nullable String kind,
      @QueryValue @Nullable String before)
      throws SQLException, RefusedException {
    Filters.only(request.getParameters().names(), Set.of("database", "state", "kind", "before"));
    return html(
        pages.operations(
            Asked.filter(given(database), given(state), given(kind), given(before), PAGE),
            viewer(request)));
  }

  @Get("/operations/{kind}/{id}")
  HttpResponse<String> operation(
      HttpRequest<?> request, @PathVariable String kind, @PathVariable String id)
      throws SQLException {
    Optional<String> page = pages.operation(kind, id, viewer(request));
    return page.isPresent()
        ? html(page.get())
        : html(awaited(request), pages.awaited(kind, id, viewer(request)));
  }

  @Get("/alerts")
  HttpResponse<String> alerts(HttpRequest<?> request) throws SQLException {
    return html(pages.alerts(viewer(request)));
  }

  @Get("/runbooks/{name}")
  HttpResponse<String> runbook(HttpRequest<?> request, @PathVariable String name)
      throws SQLException {
    return html(pages.runbook(name, viewer(request)));
  }

  @Get("/services")
  HttpResponse<String> services(HttpRequest<?> request) throws SQLException {
    return html(pages.services(viewer(request)));
  }

  @Error
  HttpResponse<String> away(SQLException failure) {
    LOG.warn("page not shown: {}", failure.getMessage());
    return html(
        HttpStatus.SERVICE_UNAVAILABLE,
        pages.problem(
            "The monitor cannot read its own state",
            "Its state database does not answer. Load this page again when it does."));
  }

  @Error
  HttpResponse<String> misunderstood(RefusedException why) {
    return html(
        HttpStatus.valueOf(why.status()),
        pages.problem("The address is wrong", why.message() + " " + why.remedy()));
  }

  /** Who has just asked for the operation, or looks for it again, has made no mistake. */
  private static HttpStatus awaited(HttpRequest<?> request) {
    boolean asked =
        request.getParameters().contains("asked") || request.getHeaders().contains("HX-Request");
    return asked ? HttpStatus.OK : HttpStatus.NOT_FOUND;
  }

  private HttpResponse<String> missing(String sentence) {
    return html(HttpStatus.NOT_FOUND, pages.problem("Not here", sentence));
  }

  private Viewer viewer(HttpRequest<?> request) {
    return Viewer.of(AccessFilter.caller(request), feed.position());
  }

  private static HerdQuery query(HttpRequest<?> request) throws RefusedException {
    Map<String, String> given = new LinkedHashMap<>();
    request
        .getParameters()
        .forEach(
            (name, values) -> values.stream().findFirst().ifPresent(one -> given.put(name, one)));
    return HerdQuery.of(given);
  }

  private static @Nullable String given(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
