package io.drover.monitor.page;

import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.DatabaseView;
import io.drover.monitor.web.Filters;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Finds what the pages of one database and of one operation show. Thread-safe. */
final class DetailPages {
  private static final Duration DEPLOYMENTS = Duration.ofDays(90);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final int OPERATIONS = 15;
  private static final int ALERTS = 100;

  private final Sources known;

  DetailPages(Sources known) {
    this.known = known;
  }

  Optional<DatabasePage> database(String name, ChartQuery chart)
      throws SQLException, RefusedException {
    Optional<DatabaseView> database = known.overview().database(name);
    if (database.isEmpty()) {
      return Optional.empty();
    }
    Filters.one("check", chart.check(), Filters.checks(database.get()));
    Instant now = known.clock().instant();
    return Optional.of(
        new DatabasePage(
            database.get(),
            chart,
            known
                .operations()
                .find(new OperationQueries.Filter(name, null, null, null, null, OPERATIONS)),
            known.herd().backups(name),
            known.migrations().of(name).orElse(null),
            known.alerts().find(new AlertQueries.Filter(name, null, true, null, ALERTS)),
            known.deployments().between(name, now.minus(DEPLOYMENTS), now.plus(AHEAD))));
  }

  Optional<OperationPage> operation(String kind, String id) throws SQLException {
    Optional<OperationView> operation = known.operations().byId(id, kind).stream().findFirst();
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new OperationPage(
            operation.get(),
            known.operations().timeline(kind, id),
            known.operations().children(kind, id),
            JsonText.read(operation.get().result()),
            known.traces().to(operation.get().traceId()),
            known.clock().instant()));
  }
}
