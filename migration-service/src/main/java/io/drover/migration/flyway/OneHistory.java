package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.source.MigrationSource;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;

/** The history of one namespace of the attempt's target, and what it is worked on with. */
record OneHistory(
    Attempt<?> attempt, MigrationSource source, FlywaySetup setup, FlywayErrors errors) {
  static OneHistory of(Attempt<?> attempt, MigrationSource source) {
    FlywaySetup setup = new FlywaySetup(attempt, source, null);
    return new OneHistory(attempt, source, setup, new FlywayErrors(attempt, source, setup.table()));
  }

  /** Work on the database itself. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection, HistoryTable table) throws SQLException;
  }

  <T> T direct(Work<T> work) throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      return work.on(connection, setup.table().qualified(connection));
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  String namespace() {
    return source.namespace().name();
  }

  String database() {
    return attempt.target().entry().name();
  }
}
