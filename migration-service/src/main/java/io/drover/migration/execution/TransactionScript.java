package io.drover.migration.execution;

import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Runs a script in the transaction that the connection is in. A try that got no lock is rolled back
 * to a savepoint before the script: PostgreSQL then gives up the locks that were taken since
 * (manual, chapter Explicit Locking), while the search path, the role and whatever callbacks have
 * done for this script in the transaction stay, which a rollback of it all would lose.
 */
final class TransactionScript {
  private final ScriptRun run;
  private int line;

  TransactionScript(ScriptRun run) {
    this.run = run;
  }

  void run() throws SQLException, OperationFailure, InterruptedException {
    LockTries tries = run.tries();
    Connection connection = run.connection();
    while (true) {
      Savepoint start = connection.setSavepoint();
      try {
        pass();
        return;
      } catch (SQLException e) {
        Place place = new Place(run.script().name(), line, true, false);
        OperationFailure failure = run.failure(place, e);
        if (!LockTries.isFor(e) || !isBack(start) || !tries.next()) {
          throw failure;
        }
      }
    }
  }

  private void pass() throws SQLException, OperationFailure, InterruptedException {
    run.begin();
    run.statements().begins(run.script(), run.connection());
    run.script()
        .forEach(
            statement -> {
              line = statement.line();
              run.watched(statement, () -> run.execute(statement));
              run.passed(statement);
            });
  }

  /** A script that ended the transaction itself has nothing to go back to. */
  private boolean isBack(Savepoint start) {
    try {
      run.connection().rollback(start);
      return true;
    } catch (SQLException gone) {
      return false;
    }
  }
}
