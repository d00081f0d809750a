package io.drover.monitor.web;

import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages for people. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class PageController extends SecuredController {
  private static final Logger LOG = LoggerFactory.getLogger(PageController.class);
  private static final int PAGE = 25;

  private final Pages pages;
  private final OperationQueries operations;
  private final String script = resource("app.js");
  private final String style = resource("app.css");
  private final String icon = resource("icon.svg");

  PageController(Pages pages, OperationQueries operations) {
    this.pages = pages;
    this.operations = operations;
  }

  @Get("/")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> index(
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String state,
      @QueryValue @Nullable String kind,
      @QueryValue @Nullable String before)
      throws SQLException {
    return html(pages.index(filter(database, state, kind, before)));
  }

  @Get("/parts/{name}")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> part(
      @PathVariable String name,
      @QueryValue @Nullable String database,
      @QueryValue @Nullable String state,
      @QueryValue @Nullable String kind,
      @QueryValue @Nullable String before)
      throws SQLException {
    return Pages.PARTS.contains(name)
        ? html(pages.part(name, filter(database, state, kind, before)))
        : missing();
  }

  @Get("/operations/{kind}/{id}")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> operation(@PathVariable String kind, @PathVariable String id)
      throws SQLException {
    List<OperationView> found = operations.byId(id, kind);
    return found.isEmpty()
        ? missing()
        : html(pages.operation(found.getFirst(), operations.timeline(kind, id)));
  }

  @Get("/app.js")
  @Produces("text/javascript")
  HttpResponse<String> script() {
    return with(HttpResponse.ok(script), "text/javascript;charset=utf-8");
  }

  @Get("/app.css")
  @Produces("text/css")
  HttpResponse<String> style() {
    return with(HttpResponse.ok(style), "text/css;charset=utf-8");
  }

  @Get("/icon.svg")
  @Produces("image/svg+xml")
  HttpResponse<String> icon() {
    return with(HttpResponse.ok(icon), "image/svg+xml");
  }

  @Error
  HttpResponse<String> away(SQLException failure) {
    LOG.warn("page not shown: {}", failure.getMessage());
    return html(
        HttpStatus.SERVICE_UNAVAILABLE,
        pages.problem(
            "The monitor cannot read its own state",
            "Its state database does not answer. This page comes back by itself with it."));
  }

  private HttpResponse<String> missing() {
    return html(
        HttpStatus.NOT_FOUND, pages.problem("Not here", "There is no such page or operation."));
  }

  private static OperationQueries.Filter filter(
      @Nullable String database,
      @Nullable String state,
      @Nullable String kind,
      @Nullable String before) {
    Optional<OperationQueries.Filter> asked = Asked.filter(database, state, kind, before, PAGE);
    return asked.orElseGet(
        () -> new OperationQueries.Filter(database, state, kind, null, null, PAGE));
  }

  private static String resource(String name) {
    try (InputStream in = PageController.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the service");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
