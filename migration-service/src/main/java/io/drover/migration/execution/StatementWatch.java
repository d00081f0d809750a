package io.drover.migration.execution;

import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Sees the statements of scripts as they run. Called by the thread that runs them, in order; not
 * thread-safe.
 */
public interface StatementWatch {
  /** Looks at nothing. */
  StatementWatch NONE =
      new StatementWatch() {
        @Override
        public void begins(Script script, Connection connection) {}

        @Override
        public void before(ScriptStatement statement) {}

        @Override
        public void after(ScriptStatement statement, long rows) {}

        @Override
        public void ended() {}
      };

  /**
   * A transaction of the script begins on this connection, or a statement of it outside any; also
   * when it is tried again.
   */
  void begins(Script script, Connection connection) throws SQLException, OperationFailure;

  /** The statement is run next. */
  void before(ScriptStatement statement) throws SQLException;

  /**
   * The statement was run. Inside a transaction everything that it locked is still locked.
   *
   * @param rows that PostgreSQL counted; -1 where it counts none
   */
  void after(ScriptStatement statement, long rows) throws SQLException;

  /** The transaction is over, or the statement outside any; may come more than once. */
  void ended();
}
