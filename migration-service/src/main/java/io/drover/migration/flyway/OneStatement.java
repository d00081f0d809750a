package io.drover.migration.flyway;

import java.util.Iterator;
import java.util.List;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/** A script of which only one statement is seen. */
final class OneStatement extends ForwardingScript {
  private final SqlStatement statement;

  OneStatement(SqlScript script, SqlStatement statement) {
    super(script);
    this.statement = statement;
  }

  @Override
  public int getSqlStatementCount() {
    return 1;
  }

  @Override
  public SqlStatementIterator getSqlStatements() {
    Iterator<SqlStatement> one = List.of(statement).iterator();
    return new SqlStatementIterator() {
      @Override
      public void close() {}

      @Override
      public boolean hasNext() {
        return one.hasNext();
      }

      @Override
      public @Nullable SqlStatement next() {
        return one.hasNext() ? one.next() : null;
      }
    };
  }
}
