package io.drover.migration.execution;

import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;

/** A script of migrations. */
public interface Script {
  /** The name under which the history knows it. */
  String name();

  /** How many statements it has. */
  int size();

  /** Gives the visitor each statement, in order. */
  void forEach(Visitor visitor) throws SQLException, OperationFailure, InterruptedException;

  /** Takes statements. */
  @FunctionalInterface
  interface Visitor {
    void visit(ScriptStatement statement)
        throws SQLException, OperationFailure, InterruptedException;
  }
}
