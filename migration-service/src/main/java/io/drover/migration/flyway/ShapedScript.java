package io.drover.migration.flyway;

import io.drover.migration.execution.ScriptShape;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/**
 * A script that also leaves its transaction for the statements that Flyway does not recognise, such
 * as REINDEX CONCURRENTLY. Its own setting can take it out, but not keep it in where it would fail.
 */
final class ShapedScript extends ForwardingScript {
  private @Nullable Boolean inTransaction;

  ShapedScript(SqlScript script) {
    super(script);
  }

  @Override
  public boolean executeInTransaction() {
    if (inTransaction == null) {
      inTransaction = super.executeInTransaction() && !mustLeave();
    }
    return inTransaction;
  }

  private boolean mustLeave() {
    ScriptShape shape = new ScriptShape();
    try (SqlStatementIterator statements = getSqlStatements()) {
      for (SqlStatement each = statements.next(); each != null; each = statements.next()) {
        shape.add(each.getSql());
      }
    }
    return shape.outsideTransaction();
  }
}
