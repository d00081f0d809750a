package io.drover.migration.execution;

import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs a script statement by statement, each at most once that is not known to be repeatable. */
final class SteppedScript {
  private final ScriptRun run;
  private final ScriptSteps steps;

  SteppedScript(ScriptRun run, ScriptSteps steps) {
    this.run = run;
    this.steps = steps;
  }

  void run() throws SQLException, OperationFailure, InterruptedException {
    List<ScriptStatement> statements = new ArrayList<>();
    run.script().forEach(statements::add);
    steps.open(run.connection(), statements);
    refuseChanged(statements);
    refuseControl(statements);
    run.begin();
    for (ScriptStatement statement : statements) {
      if (!steps.isDone(statement)) {
        pass(statement);
      }
      run.passed(statement);
    }
  }

  private void pass(ScriptStatement statement)
      throws SQLException, OperationFailure, InterruptedException {
    run.statements().begins(run.script(), run.connection());
    switch (Recognition.of(statement.text())) {
      case Kind.Outside(OutsideStep step) -> outside(statement, step);
      case Kind.InTransaction(OutsideStep otherwise) -> {
        if (steps.isBegun(statement) || !ranInTransaction(statement)) {
          outside(statement, otherwise);
        }
      }
      case Kind.OfTheSession _, Kind.TransactionControl _ -> inSession(statement);
    }
    run.statements().ended();
  }

  private void inSession(ScriptStatement statement) throws SQLException, OperationFailure {
    try {
      run.watched(statement, () -> run.execute(statement));
    } catch (SQLException e) {
      throw run.failure(place(statement), e);
    }
  }

  /** False when PostgreSQL refuses the statement in a transaction. */
  private boolean ranInTransaction(ScriptStatement statement)
      throws SQLException, OperationFailure, InterruptedException {
    LockTries tries = run.tries();
    while (true) {
      try {
        run.watched(statement, () -> Transactions.run(run.connection(), () -> along(statement)));
        return true;
      } catch (SQLException e) {
        if (refusesTransaction(e)) {
          return false;
        }
        OperationFailure failure = run.failure(place(statement), e);
        if (!LockTries.isFor(e) || !tries.next()) {
          throw failure;
        }
      }
    }
  }

  private void along(ScriptStatement statement) throws SQLException {
    run.execute(statement);
    steps.doneAlong(run.connection(), statement);
  }

  private void outside(ScriptStatement statement, OutsideStep step)
      throws SQLException, OperationFailure, InterruptedException {
    new OutsideStatement(run, steps, statement, step, place(statement)).pass();
  }

  private Place place(ScriptStatement statement) {
    return new Place(run.script().name(), statement.line(), false, steps.resumed());
  }

  /** In PostgreSQL's words: active SQL transaction, invalid transaction termination. */
  private static boolean refusesTransaction(SQLException error) {
    return "25001".equals(error.getSQLState()) || "2D000".equals(error.getSQLState());
  }

  private void refuseControl(List<ScriptStatement> statements) throws OperationFailure {
    for (ScriptStatement each : statements) {
      if (Recognition.of(each.text()) instanceof Kind.TransactionControl) {
        throw run.failures().ownTransaction(place(each));
      }
    }
  }

  private void refuseChanged(List<ScriptStatement> statements) throws OperationFailure {
    List<Integer> changed = steps.changed(statements);
    if (!changed.isEmpty()) {
      throw run.failures()
          .changed(
              new Place(run.script().name(), 0, false, true),
              "has another statement "
                  + changed.getFirst()
                  + " than the one that was run of it already");
    }
  }
}
