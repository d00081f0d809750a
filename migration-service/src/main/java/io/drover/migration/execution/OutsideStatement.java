package io.drover.migration.execution;

import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Runs one statement in no transaction, or finds that it was run. */
record OutsideStatement(
    ScriptRun run, ScriptSteps steps, ScriptStatement statement, OutsideStep step, Place place) {
  private static final Found.Again FRESH = new Found.Again();

  void pass() throws SQLException, OperationFailure, InterruptedException {
    LockTries tries = run.tries();
    Optional<Found.Again> work = prepared();
    while (work.isPresent() && !ran(work.get(), tries)) {
      work = prepared();
    }
    steps.done(run.connection(), statement);
    run.attempt().reached("step-done");
  }

  /** What is left to be done; nothing when the catalogue has it as done. */
  private Optional<Found.Again> prepared()
      throws SQLException, OperationFailure, InterruptedException {
    Connection connection = run.connection();
    if (steps.isBegun(statement)) {
      return switch (step.inspect(connection)) {
        case Found.Done _ -> Optional.empty();
        case Found.Again again -> Optional.of(again);
        case Found.Unknown unknown -> throw run.failures().unknown(place, statement, unknown.why());
      };
    }
    if (!step.taken(connection)) {
      run.attempt().fence();
      steps.begun(connection, statement);
      run.attempt().reached("step-begun");
    }
    return Optional.of(FRESH);
  }

  /** False when it is to be tried again. */
  private boolean ran(Found.Again work, LockTries tries)
      throws SQLException, OperationFailure, InterruptedException {
    try {
      run.watched(statement, () -> execute(work));
    } catch (SQLException e) {
      OperationFailure failure = run.failure(place, e);
      if (steps.isBegun(statement) && step.untouched(run.connection())) {
        steps.forget(run.connection(), statement);
      }
      if (LockTries.isFor(e) && step.retried() && tries.next()) {
        return false;
      }
      throw failure;
    }
    run.attempt().reached("step-run");
    if (!step.achieved(run.connection())) {
      throw run.failures()
          .of(
              place,
              "PostgreSQL reported no error, but the catalogue does not show it as done; perhaps"
                  + " an invalid index of that name stood in the way.");
    }
    return true;
  }

  private void execute(Found.Again work) throws SQLException {
    Connection connection = run.connection();
    if (step.patient()) {
      run.limits().bePatient(connection);
    }
    try (Statement plain = connection.createStatement()) {
      plain.setEscapeProcessing(false);
      for (String first : work.first()) {
        plain.execute(first);
      }
      if (work.instead().isPresent()) {
        plain.execute(work.instead().get());
      } else {
        run.execute(statement);
      }
    } finally {
      if (step.patient() && !connection.isClosed()) {
        run.limits().beUsual(connection);
      }
    }
  }
}
