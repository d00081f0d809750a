package io.drover.monitor.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.drover.monitor.alert.Runbooks;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.DatabaseView;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the pages, and the parts of them that are renewed while they are looked at. Thread-safe.
 */
public final class Pages {
  private static final int ALERTS = 200;

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "io.drover.monitor.web.pages");
  private final Sources sources;
  private final HerdPages herds;
  private final DetailPages details;

  /** Pages over what these know. */
  public Pages(Sources from) {
    this.sources = from;
    this.herds = new HerdPages(from);
    this.details = new DetailPages(from);
  }

  /** The whole herd, one row a database. */
  public String herd(HerdQuery query, Viewer viewer) throws SQLException, RefusedException {
    List<DatabaseView> all = herds.databases();
    return render(
        "herd.jte", viewer, Map.of("summary", herds.summary(all), "page", herds.page(all, query)));
  }

  /** Numbers at the top of the herd. */
  public String summary() throws SQLException {
    return render("part/summary.jte", Map.of("summary", herds.summary(herds.databases())));
  }

  /** Rows of one page of the herd, and with them the place where the next ones go. */
  public String rows(HerdQuery query, boolean next) throws SQLException, RefusedException {
    HerdPage page = herds.page(herds.databases(), query);
    return render("part/rows.jte", Map.of("page", page, "next", next));
  }

  /** Everything about one database; empty when there is none of this name. */
  public Optional<String> database(String name, ChartQuery chart, Viewer viewer)
      throws SQLException, RefusedException {
    Optional<DatabasePage> page = details.database(name, chart);
    return page.isEmpty()
        ? Optional.empty()
        : Optional.of(render("database.jte", viewer, Map.of("page", page.get())));
  }

  /** Operations, newest first. */
  public String operations(OperationQueries.Filter filter, Viewer viewer) throws SQLException {
    return render(
        "operations.jte",
        viewer,
        Map.of("page", sources.operations().find(filter), "filter", filter));
  }

  /** Everything about one operation; empty while nothing was heard of it. */
  public Optional<String> operation(String kind, String id, Viewer viewer) throws SQLException {
    Optional<OperationPage> page = details.operation(kind, id);
    return page.isEmpty()
        ? Optional.empty()
        : Optional.of(render("operation.jte", viewer, Map.of("page", page.get())));
  }

  /** Page of an operation that nothing was heard of yet. */
  public String awaited(String kind, String id, Viewer viewer) throws SQLException {
    return render("awaited.jte", viewer, Map.of("kind", kind, "id", id));
  }

  /** Open alerts and the newest of those that are over. */
  public String alerts(Viewer viewer) throws SQLException {
    List<AlertQueries.AlertView> open =
        sources.alerts().find(new AlertQueries.Filter(null, null, true, null, ALERTS));
    List<AlertQueries.AlertView> over =
        sources.alerts().find(new AlertQueries.Filter(null, null, false, null, ALERTS)).stream()
            .filter(alert -> alert.state().equals("resolved"))
            .toList();
    return render(
        "alerts.jte",
        viewer,
        Map.of(
            "open",
            open,
            "over",
            over,
            "silences",
            sources.silences().active(),
            "databases",
            viewer.operates() ? sources.overview().databases() : List.of(),
            "problem",
            sources.webhook().problem().orElse("")));
  }

  /** What to do about alerts of this name. */
  public String runbook(String name, Viewer viewer) throws SQLException {
    return render(
        "runbook.jte",
        viewer,
        Map.of("name", Runbooks.anchor(name), "html", sources.runbooks().html(name)));
  }

  /** Services, dead letters, and how the projection stands. */
  public String services(Viewer viewer) throws SQLException {
    return render(
        "services.jte",
        viewer,
        Map.of(
            "services",
            sources.services().services(),
            "letters",
            sources.herd().deadLetters(),
            "standing",
            sources.progress().status()));
  }

  /** How the projection stands, and how far it is. */
  public String projection(Viewer viewer) throws SQLException {
    return render(
        "part/projection.jte", Map.of("standing", sources.progress().status(), "viewer", viewer));
  }

  /** What is said on every page while the projection is behind. */
  public String notice() throws SQLException {
    return render("part/notice.jte", Map.of("standing", sources.projection().standing()));
  }

  /** Page that says what went wrong. */
  public String problem(String title, String sentence) {
    return render("problem.jte", Map.of("title", title, "sentence", sentence));
  }

  private String render(String template, Viewer viewer, Map<String, Object> values)
      throws SQLException {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put("viewer", viewer);
    if (!all.containsKey("standing")) {
      all.put("standing", sources.projection().standing());
    }
    return render(template, all);
  }

  private String render(String template, Map<String, Object> values) {
    StringOutput output = new StringOutput(16_384);
    templates.render(template, values, output);
    return output.toString();
  }
}
