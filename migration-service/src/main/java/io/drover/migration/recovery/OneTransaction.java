package io.drover.migration.recovery;

import io.drover.migration.execution.TransactionControl;
import io.drover.migration.flyway.RunContent;
import io.drover.migration.flyway.RunScript;
import io.drover.migration.review.Script;
import io.drover.migration.review.ScriptStatement;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** Undo scripts are run in one transaction together, or not at all. */
final class OneTransaction {
  private OneTransaction() {}

  /** Refuses scripts that cannot be part of one. */
  static void require(RunContent content) throws OperationFailure {
    for (RunScript each : content.scripts()) {
      require(each.script());
    }
  }

  private static void require(Script script) throws OperationFailure {
    for (ScriptStatement each : script.statements()) {
      if (TransactionControl.is(each.sql())) {
        throw refusal(script, " at line " + each.line() + " begins or ends a transaction");
      }
      if (!each.inTransaction()) {
        throw refusal(script, " at line " + each.line() + " cannot run in a transaction");
      }
    }
    if (!script.transactional()) {
      throw refusal(
          script,
          " holds a statement that cannot run in a transaction, or its .conf file keeps it out of"
              + " one");
    }
  }

  private static OperationFailure refusal(Script script, String why) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The undo script "
            + script.name()
            + why
            + ", and all undo scripts of a rollback are one transaction.",
        "Write it another way, such as DROP INDEX without CONCURRENTLY, or run that statement by"
            + " hand and leave it out.");
  }
}
