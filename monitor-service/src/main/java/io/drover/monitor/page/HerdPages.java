package io.drover.monitor.page;

import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.DatabaseView;
import io.drover.monitor.web.ServiceView;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds what the page of the herd shows. Thread-safe. */
final class HerdPages {
  private static final Duration PICTURED = Duration.ofDays(7);
  private static final int POINTS = 28;
  private static final int MOST_ALERTS = 10_000;

  private final Sources known;

  HerdPages(Sources known) {
    this.known = known;
  }

  List<DatabaseView> databases() throws SQLException {
    return known.overview().databases();
  }

  HerdPage page(List<DatabaseView> all, HerdQuery query) throws SQLException, RefusedException {
    List<String> servers =
        all.stream()
            .map(DatabaseView::server)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    List<String> labels =
        all.stream().flatMap(one -> HerdQuery.labels(one).stream()).distinct().sorted().toList();
    query.check(servers, labels);
    List<DatabaseView> found = all.stream().filter(query::admits).sorted(query.order()).toList();
    List<DatabaseView> rows =
        known
            .overview()
            .measured(
                found.stream()
                    .skip((query.page() - 1L) * HerdQuery.ROWS)
                    .limit(HerdQuery.ROWS)
                    .toList());
    return new HerdPage(query, rows, sizes(rows), found.size(), all.size(), servers, labels);
  }

  private Map<String, List<Double>> sizes(List<DatabaseView> rows) throws SQLException {
    Instant now = known.clock().instant();
    List<String> names = rows.stream().map(DatabaseView::name).toList();
    return known.history().means(names, "size", now.minus(PICTURED), now, POINTS);
  }

  Summary summary(List<DatabaseView> all) throws SQLException {
    List<ServiceView> instances = known.services().services();
    Map<String, Long> open = known.herd().openOperations();
    long underWay = open.values().stream().mapToLong(n -> n).sum();
    List<AlertQueries.AlertView> alerts =
        known.alerts().find(new AlertQueries.Filter(null, null, true, null, MOST_ALERTS));
    return new Summary(
        all.size(),
        with(all, "ok"),
        with(all, "critical"),
        with(all, "warning"),
        with(all, "unknown"),
        with(all, "busy"),
        alerts.size(),
        alerts.stream().filter(one -> one.severity().equals("critical")).count(),
        underWay,
        underWay - open.getOrDefault("running", 0L),
        instances.stream().filter(one -> one.status().equals("up")).count(),
        instances.stream().filter(one -> one.status().equals("silent")).count(),
        known.herd().deadLetters().stream().mapToLong(HerdQueries.DeadLetters::count).sum());
  }

  private static long with(List<DatabaseView> all, String status) {
    return all.stream().filter(one -> one.status().equals(status)).count();
  }
}
