package io.drover.backup.maintenance;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.OperationFailure;

/** For actions that remove nothing. */
public final class NoDryRun {
  private NoDryRun() {}

  /**
   * Refuses a dry run, which would be taken for the work itself.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}
   */
  public static void check(MaintenanceRequested command) throws OperationFailure {
    if (command.getDryRun()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "This action of maintenance has no dry run: it removes nothing.",
          "Send the request again under a new operationId without dryRun.");
    }
  }
}
