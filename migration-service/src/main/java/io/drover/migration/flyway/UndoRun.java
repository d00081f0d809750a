package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.execution.ScriptRunner;
import io.drover.migration.execution.SessionLimits;
import io.drover.migration.execution.StatementWatch;
import io.drover.migration.execution.UndoneRows;
import io.drover.migration.execution.UnfinishedScripts;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.FlywayExecutor;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.database.base.Schema;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;

/** Undo scripts and the correction of the history, in one transaction on Flyway's connection. */
final class UndoRun {
  private final OneHistory history;
  private final Attempt<?> attempt;
  private final Undoing.Undo undo;

  UndoRun(OneHistory history, Undoing.Undo undo) {
    this.history = history;
    this.attempt = history.attempt();
    this.undo = undo;
  }

  /** Under Flyway's own lock too, so that no other tool migrates meanwhile. */
  void run() throws OperationFailure, InterruptedException {
    try {
      Configuration configuration = history.setup().forReading().getConfiguration();
      new FlywayExecutor(configuration)
          .<Boolean>execute(
              (_, rows, database, schema, _, callbacks, interceptor) -> {
                SqlScriptExecutor executor =
                    new DefaultSqlScriptExecutor(
                        database.getMigrationConnection().getJdbcTemplate(),
                        callbacks,
                        true,
                        false,
                        false,
                        interceptor);
                return rows.<Boolean>lock(() -> run(configuration, database, schema, executor));
              },
              true,
              null);
    } catch (FlywayException | CarriedException e) {
      throw remedied(history.errors().of(e));
    }
  }

  private boolean run(
      Configuration configuration,
      Database<?> database,
      Schema<?, ?> schema,
      SqlScriptExecutor executor) {
    Connection connection = database.getMigrationConnection().getJdbcConnection();
    try {
      connection.setAutoCommit(false);
      boolean committed = false;
      try {
        Runnable anew =
            () -> {
              database.getMigrationConnection().restoreOriginalState();
              database.getMigrationConnection().changeCurrentSchemaTo(schema);
            };
        undo(scripts(configuration, database, executor), anew, connection);
        attempt.fence();
        connection.commit();
        committed = true;
      } finally {
        if (!committed && !connection.isClosed()) {
          connection.rollback();
        }
      }
      return true;
    } catch (SQLException | OperationFailure | InterruptedException e) {
      throw new CarriedException(e);
    }
  }

  private List<FlywayScript> scripts(
      Configuration configuration, Database<?> database, SqlScriptExecutor executor) {
    ParsingContext context = new ParsingContext();
    context.populate(database, configuration);
    SqlScriptFactory factory =
        database.getDatabaseType().createSqlScriptFactory(configuration, context);
    return resources(configuration).stream()
        .map(each -> factory.createSqlScript(each, true, configuration.getResourceProvider()))
        .map(script -> new FlywayScript(script, executor, configuration))
        .toList();
  }

  private void undo(List<FlywayScript> scripts, Runnable anew, Connection connection)
      throws SQLException, OperationFailure, InterruptedException {
    HistoryTable table = history.setup().table().qualified(connection);
    String operation = history.setup().mark().operation();
    SessionLimits limits = history.setup().limits();
    UnfinishedScripts none = UnfinishedScripts.none(table);
    JoinedScript joined =
        new JoinedScript(
            scripts,
            () -> {
              anew.run();
              limits.apply(connection);
            });
    new ScriptRunner(attempt, limits, operation, none, StatementWatch.NONE).run(joined, connection);
    attempt.reached("undo-run");
    UndoneRows.remove(connection, table, operation, undo.rows());
  }

  /** In the order in which they run. */
  private List<LoadableResource> resources(Configuration configuration) {
    List<LoadableResource> all = ((SqlFolders) configuration.getResourceProvider()).undoing();
    return undo.content().scripts().stream()
        .map(
            script ->
                all.stream()
                    .filter(each -> each.getAbsolutePathOnDisk().equals(script.file().toString()))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  /** Of a script that failed: nothing of any of them is left. */
  private static OperationFailure remedied(OperationFailure failure) {
    if (!failure.code().equals(FailureCode.MIGRATION_FAILED)) {
      return failure;
    }
    OperationFailure remedied =
        OperationFailure.of(
                failure.code(),
                failure.message(),
                "Nothing was undone. Correct the undo script, or what it needs in the database, and"
                    + " request the rollback again.")
            .withDetail(failure.detail());
    return failure.getCause() == null ? remedied : remedied.causedBy(failure.getCause());
  }
}
