package io.drover.migration.flyway;

import io.drover.migration.execution.Script;
import io.drover.migration.execution.ScriptStatement;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.jdbc.Result;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

/**
 * A script as Flyway has read it. Each statement is run by Flyway's own executor, which knows COPY
 * and calls the callbacks of statements.
 */
record FlywayScript(SqlScript script, SqlScriptExecutor executor, Configuration configuration)
    implements Script {
  @Override
  public String name() {
    return script.getResource().getRelativePath();
  }

  @Override
  public int size() {
    return script.getSqlStatementCount();
  }

  @Override
  public void forEach(Visitor visitor) throws SQLException, OperationFailure, InterruptedException {
    try (SqlStatementIterator statements = script.getSqlStatements()) {
      int number = 1;
      for (SqlStatement each = statements.next(); each != null; each = statements.next()) {
        visitor.visit(new One(this, each, number));
        number++;
      }
    }
  }

  private record One(FlywayScript of, SqlStatement statement, int number)
      implements ScriptStatement {
    @Override
    public int line() {
      return statement.getLineNumber();
    }

    @Override
    public String text() {
      return statement.getSql();
    }

    @Override
    public long run(Connection connection) throws SQLException {
      try {
        return rows(of.executor.execute(new OneStatement(of.script, statement), of.configuration));
      } catch (FlywayException e) {
        throw FlywayErrors.sqlIn(e).orElseThrow(() -> e);
      }
    }

    private static long rows(List<Results> results) {
      return results.stream()
          .flatMap(each -> each.getResults().stream())
          .mapToLong(Result::updateCount)
          .max()
          .orElse(-1);
    }
  }
}
