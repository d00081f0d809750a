package io.drover.backup.admission;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;

/** Whether the policy of a database lets a request through; reads nothing else. */
public final class Admission {
  private Admission() {}

  /**
   * Checks operation and requester.
   *
   * @throws OperationFailure {@code NOT_PERMITTED}
   */
  public static void check(String operation, String requestedBy, DatabaseEntry database)
      throws OperationFailure {
    if (!database.policy().operations().contains(operation)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not allow " + operation + ".",
          "Add "
              + operation
              + " to policy.operations of "
              + database.name()
              + " in databases.yml.");
    }
    if (!database.policy().mayAsk(requestedBy)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not name this requester.",
          "Add the requester to policy.requesters of "
              + database.name()
              + " in databases.yml, or let one who is named there ask.");
    }
  }
}
