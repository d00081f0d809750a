package io.drover.migration.flyway;

import java.util.Collection;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

/** A script of Flyway that says what another one says. */
abstract class ForwardingScript implements SqlScript {
  private final SqlScript script;

  ForwardingScript(SqlScript script) {
    this.script = script;
  }

  @Override
  public SqlStatementIterator getSqlStatements() {
    return script.getSqlStatements();
  }

  @Override
  public int getSqlStatementCount() {
    return script.getSqlStatementCount();
  }

  @Override
  public Collection<SqlScript> getReferencedSqlScripts() {
    return script.getReferencedSqlScripts();
  }

  @Override
  public LoadableResource getResource() {
    return script.getResource();
  }

  @Override
  public boolean executeInTransaction() {
    return script.executeInTransaction();
  }

  @Override
  public boolean shouldExecute() {
    return script.shouldExecute();
  }

  @Override
  public String shouldExecuteExpression() {
    return script.shouldExecuteExpression();
  }

  @Override
  public boolean placeholderReplacement() {
    return script.placeholderReplacement();
  }

  @Override
  public void validate() {
    script.validate();
  }

  @Override
  public boolean includeReferencedScriptsInChecksum() {
    return script.includeReferencedScriptsInChecksum();
  }

  @Override
  public int compareTo(SqlScript other) {
    return script.compareTo(other);
  }
}
