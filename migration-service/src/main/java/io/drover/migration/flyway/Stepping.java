package io.drover.migration.flyway;

import io.drover.migration.execution.ScriptRunner;
import io.drover.service.operation.OperationFailure;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.parser.Parser;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resolver.sql.SqlMigrationResolver;
import org.flywaydb.core.internal.resource.StringResource;
import org.flywaydb.core.internal.sqlscript.ParserSqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutorFactory;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;

/**
 * Resolves what Flyway's own resolvers resolve, with the same checksums, and has the scripts run by
 * the runner.
 */
final class Stepping implements MigrationResolver {
  private final ScriptRunner runner;

  Stepping(ScriptRunner runner) {
    this.runner = runner;
  }

  @Override
  public Collection<ResolvedMigration> resolveMigrations(Context flyways) {
    SqlScriptFactory scripts =
        (resource, _, provider) ->
            new ShapedScript(flyways.sqlScriptFactory.createSqlScript(resource, true, provider));
    Context context =
        new Context(
            flyways.configuration,
            flyways.resourceProvider,
            scripts,
            executors(flyways.sqlScriptExecutorFactory),
            flyways.statementInterceptor);
    List<ResolvedMigration> migrations =
        new ArrayList<>(
            new SqlMigrationResolver(
                    context.resourceProvider,
                    context.sqlScriptExecutorFactory,
                    context.sqlScriptFactory,
                    context.configuration,
                    placeholders(flyways))
                .resolveMigrations(context));
    context.configuration.getPluginRegister().getInstancesOf(MigrationResolver.class).stream()
        .map(plugin -> plugin.resolveMigrations(context))
        .forEach(migrations::addAll);
    return migrations;
  }

  private SqlScriptExecutorFactory executors(SqlScriptExecutorFactory flyways) {
    return (connection, undo, batch, output) -> {
      SqlScriptExecutor single = flyways.createSqlScriptExecutor(connection, undo, false, output);
      return (script, configuration) -> run(script, single, configuration, connection);
    };
  }

  private List<Results> run(
      SqlScript script, SqlScriptExecutor single, Configuration configuration, Connection on) {
    try {
      runner.run(new FlywayScript(script, single, configuration), on);
      return List.of();
    } catch (OperationFailure e) {
      // Flyway takes it for a failed script, which outside a transaction gets a row that says so.
      throw new FlywayException(e.message(), e);
    } catch (SQLException | InterruptedException e) {
      throw new CarriedException(e);
    }
  }

  /**
   * The values of Flyway's placeholders, which count in the checksums of repeatable scripts. Flyway
   * gives them to its own resolvers and to its parser, and to no one else.
   */
  private static ParsingContext placeholders(Context context) {
    SqlScript script =
        context.sqlScriptFactory.createSqlScript(
            new StringResource(""), true, context.resourceProvider);
    try {
      Field parser = ParserSqlScript.class.getDeclaredField("parser");
      parser.setAccessible(true);
      return ((Parser) parser.get(script)).parsingContext;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not the Flyway that this was written for", e);
    }
  }
}
