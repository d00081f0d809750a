package io.drover.monitor.projection;

import io.drover.monitor.Herd;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A projection at work in a schema of its own. */
final class Folding implements AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          "operations",
          "operation_facts",
          "backups",
          "database_health",
          "service_instances",
          "dead_letters",
          "unreadable",
          "alerts",
          "migration_states",
          "deployments",
          "recovery_points",
          "recovery_times",
          "health_samples",
          "projection_offsets");

  private final StateDatabase state;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Feed feed = new Feed();
  private final ProgressBoard board = new ProgressBoard();
  private final OperationQueries operations;
  private final Projection projection;

  Folding(Herd herd, String schema) {
    this(herd, schema, StepListener.NONE);
  }

  /** One whose steps the listener hears of, and fails where it throws. */
  Folding(Herd herd, String schema, StepListener steps) {
    this.state = herd.state(schema);
    this.operations = new OperationQueries(state, board);
    this.projection =
        new Projection(
            herd.bus(),
            herd.schemas(),
            new ProjectionStore(state, steps),
            new ProjectionMetrics(meters),
            new Changes(feed, board, operations),
            40);
    projection.start();
  }

  Projection projection() {
    return projection;
  }

  OperationQueries operations() {
    return operations;
  }

  Feed feed() {
    return feed;
  }

  HerdQueries herd() {
    return new HerdQueries(state);
  }

  long folded() {
    return (long) meters.get("drover.projection.events").counter().count();
  }

  long rows(String table) throws SQLException {
    return number("SELECT count(*) FROM " + table);
  }

  /** Records that the tables hold the fold of. */
  long position() throws SQLException {
    return number("SELECT coalesce(sum(next_offset), 0) FROM projection_offsets");
  }

  /** Changes the schema behind the projection's back. */
  void execute(String sql) throws SQLException {
    state.change(
        c -> {
          try (var statement = c.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  private long number(String sql) throws SQLException {
    return state.inTransaction(
        c -> {
          try (var statement = c.createStatement();
              var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /** Every row of every table. */
  Map<String, List<String>> tables() throws SQLException {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String table : TABLES) {
      all.put(
          table,
          state.inTransaction(
              c -> {
                List<String> rows = new ArrayList<>();
                try (var statement = c.createStatement();
                    var row =
                        statement.executeQuery(
                            "SELECT t::text FROM " + table + " AS t ORDER BY 1")) {
                  while (row.next()) {
                    rows.add(row.getString(1));
                  }
                }
                return rows;
              }));
    }
    return all;
  }

  @Override
  public void close() {
    projection.close();
    state.close();
  }
}
