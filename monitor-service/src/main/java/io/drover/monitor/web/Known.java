package io.drover.monitor.web;

import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.AlertQueries.AlertView;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HealthView;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.Backup;
import io.drover.monitor.projection.HerdQueries.LastVerdict;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.projection.MigrationQueries.MigrationState;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that the projection knows of the databases at one moment, by name. */
public record Known(
    Map<String, HealthView> health,
    Map<String, Backup> backups,
    Map<String, LastVerdict> verdicts,
    Map<String, MigrationState> migrations,
    Map<String, List<AlertView>> alerts,
    Map<String, List<OperationView>> underWay) {
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
  private static final int MOST_ALERTS = 10_000;
  private static final int MOST_OPERATIONS = 10_000;

  /** Where it is read from. */
  public record Queries(
      StateDatabase state,
      HealthQueries health,
      HerdQueries herd,
      MigrationQueries migrations,
      AlertQueries alerts,
      OperationQueries operations) {}

  /** One moment for all: a backup and the verdict that disproves it come together. */
  static Known now(Queries from) throws SQLException {
    return from.state()
        .inTransaction(
            connection -> {
              try (var statement = connection.createStatement()) {
                statement.execute(ONE_MOMENT);
              }
              return read(from);
            });
  }

  private static Known read(Queries from) throws SQLException {
    return new Known(
        from.health().all(),
        from.herd().newestBackups(),
        from.herd().newestVerdicts(),
        from.migrations().all(),
        from.alerts().find(new AlertQueries.Filter(null, null, true, null, MOST_ALERTS)).stream()
            .collect(Collectors.groupingBy(AlertView::database)),
        from
            .operations()
            .find(new OperationQueries.Filter(null, null, null, true, null, MOST_OPERATIONS))
            .operations()
            .stream()
            .collect(Collectors.groupingBy(OperationView::database)));
  }

  /** Names of databases that only events tell of. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(health.keySet());
    names.addAll(backups.keySet());
    return names;
  }

  static <V, T> @Nullable T of(@Nullable V value, Function<V, T> part) {
    return value == null ? null : part.apply(value);
  }
}
