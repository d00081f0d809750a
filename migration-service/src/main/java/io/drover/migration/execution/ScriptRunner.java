package io.drover.migration.execution;

import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Runs scripts for one attempt.
 *
 * <p>A script on a connection inside a transaction is run in it, and tried again from its start
 * when a lock was not to be had in time. A script on a connection in auto-commit mode is run
 * statement by statement: each that PostgreSQL runs in a transaction has one of its own together
 * with the record of its step, so that its outcome is always known; each that it does not is
 * recorded before and after, and looked up in the catalogue when its end is not known.
 *
 * <p>Not thread-safe.
 */
public final class ScriptRunner {
  private final Attempt<?> attempt;
  private final SessionLimits limits;
  private final String operation;
  private final UnfinishedScripts unfinished;
  private final StatementWatch statements;
  private boolean stepped;

  /**
   * A runner for the attempt.
   *
   * @param operation what the history's {@code installed_by} ends with for this operation
   * @param unfinished what earlier runs have left in the middle
   * @param statements sees each statement
   */
  public ScriptRunner(
      Attempt<?> attempt,
      SessionLimits limits,
      String operation,
      UnfinishedScripts unfinished,
      StatementWatch statements) {
    this.attempt = attempt;
    this.limits = limits;
    this.operation = operation;
    this.unfinished = unfinished;
    this.statements = statements;
  }

  /** Whether it has run a script outside a transaction, whose end is yet to be noted. */
  public boolean stepped() {
    return stepped;
  }

  /**
   * Runs the script; neither begins nor ends the transaction of the connection, if it is in one.
   *
   * @throws OperationFailure the script failed; outside a transaction the statements before the one
   *     that failed stay done
   * @throws SQLException the connection was lost
   * @throws InterruptedException the attempt must end
   */
  public void run(Script script, Connection connection)
      throws SQLException, OperationFailure, InterruptedException {
    boolean inTransaction = !connection.getAutoCommit();
    Place place = new Place(script.name(), 0, inTransaction, false);
    ScriptFailure failures = new ScriptFailure(attempt, unfinished.table());
    if (inTransaction && unfinished.begun().contains(script.name())) {
      throw failures.changed(place, "is one transaction now, and a part of it has been run");
    }
    try (SessionWatch watch = SessionWatch.of(attempt, connection, limits)) {
      ScriptRun run =
          new ScriptRun(attempt, limits, failures, script, connection, watch, statements);
      if (inTransaction) {
        new TransactionScript(run).run();
      } else {
        stepped = true;
        StepsTable rows = new StepsTable(unfinished.table(), script.name(), operation);
        new SteppedScript(run, new ScriptSteps(rows)).run();
      }
    } catch (SQLException e) {
      if (ScriptFailure.connectionLost(e)) {
        throw e;
      }
      throw failures.of(place, e);
    }
  }
}
