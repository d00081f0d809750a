package io.drover.migration.execution;

import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;

/** What a run of one script works with. */
record ScriptRun(
    Attempt<?> attempt,
    SessionLimits limits,
    ScriptFailure failures,
    Script script,
    Connection connection,
    SessionWatch watch,
    StatementWatch statements) {
  LockTries tries() {
    return new LockTries(attempt, limits);
  }

  /** Tells how far the script is, unless it is of one statement. */
  void begin() {
    if (script.size() > 1) {
      attempt.progress().phase("running " + script.name(), "statements", script.size());
    }
  }

  void passed(ScriptStatement statement) {
    if (script.size() > 1) {
      attempt.progress().done(statement.number());
    }
  }

  /** Runs a statement on the script's connection. */
  void execute(ScriptStatement statement) throws SQLException {
    statements.before(statement);
    statements.after(statement, statement.run(connection));
  }

  /** Does the work of a statement under the eyes of the watch. */
  void watched(ScriptStatement statement, Transactions.Work work) throws SQLException {
    watch.begins(script.name(), statement);
    try {
      work.run();
    } finally {
      watch.ends();
    }
  }

  /** What the error means, unless it is that the connection was lost. */
  OperationFailure failure(Place place, SQLException error) throws SQLException {
    if (ScriptFailure.connectionLost(error)) {
      throw error;
    }
    return failures.of(place, error, watch.blocker());
  }
}
