package io.drover.monitor.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.drover.monitor.projection.FactView;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
import io.drover.monitor.projection.Projection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the pages and the parts of them that are renewed while they are looked at. Thread-safe. */
public final class Pages {
  /** Parts that can be asked for by themselves. */
  public static final Set<String> PARTS = Set.of("summary", "databases", "operations", "services");

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "io.drover.monitor.web.pages");
  private final Overview overview;
  private final ServiceBoard services;
  private final HerdQueries herd;
  private final OperationQueries operations;
  private final Projection projection;

  /** Pages over what these know. */
  public Pages(
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

  /**
   * Numbers at the top of the page.
   *
   * @param problem why the projection does not get on; null while it does
   */
  public record Summary(
      long databases,
      long healthy,
      long underWay,
      long waiting,
      long instances,
      long silent,
      long deadLetters,
      @Nullable String problem) {}

  /** The whole page. */
  public String index(OperationQueries.Filter filter) throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.putAll(values("summary", filter));
    values.putAll(values("databases", filter));
    values.putAll(values("operations", filter));
    values.putAll(values("services", filter));
    return render("index.jte", values);
  }

  /** One part of the page. */
  public String part(String name, OperationQueries.Filter filter) throws SQLException {
    return render("part/" + name + ".jte", values(name, filter));
  }

  /** Page of one operation. */
  public String operation(OperationView operation, List<FactView> facts) {
    return render("operation.jte", Map.of("operation", operation, "facts", facts));
  }

  /** Page that says what went wrong. */
  public String problem(String title, String sentence) {
    return render("problem.jte", Map.of("title", title, "sentence", sentence));
  }

  private Map<String, @Nullable Object> values(String part, OperationQueries.Filter filter)
      throws SQLException {
    return switch (part) {
      case "summary" -> Map.of("summary", summary());
      case "databases" -> Map.of("databases", overview.databases());
      case "operations" -> Map.of("page", operations.find(filter), "filter", filter);
      default -> Map.of("services", services.services(), "letters", herd.deadLetters());
    };
  }

  private Summary summary() throws SQLException {
    List<DatabaseView> databases = overview.databases();
    List<ServiceView> instances = services.services();
    Map<String, Long> open = herd.openOperations();
    long underWay = open.values().stream().mapToLong(n -> n).sum();
    long running = open.getOrDefault("running", 0L);
    return new Summary(
        databases.size(),
        databases.stream().filter(one -> one.status().equals("ok")).count(),
        underWay,
        underWay - running,
        instances.stream().filter(one -> one.status().equals("up")).count(),
        instances.stream().filter(one -> one.status().equals("silent")).count(),
        herd.deadLetters().stream().mapToLong(HerdQueries.DeadLetters::count).sum(),
        projection.problem().orElse(null));
  }

  private String render(String template, Map<String, ? extends @Nullable Object> values) {
    StringOutput output = new StringOutput(16_384);
    templates.render(template, new LinkedHashMap<>(values), output);
    return output.toString();
  }
}
