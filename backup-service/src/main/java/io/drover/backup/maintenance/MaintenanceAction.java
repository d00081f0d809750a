package io.drover.backup.maintenance;

import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;

/** One kind of work on backups. The rules of an operation's handler hold for it too. */
public interface MaintenanceAction {
  /** The word in the request's {@code action}. */
  String name();

  /** Word that the policy's operations must hold. */
  default String permission() {
    return MaintenanceHandler.PERMISSION;
  }

  /**
   * Begins the name of the lane of each database; no database is called so. Actions of one lane are
   * run one after another.
   */
  default String lane() {
    return MaintenanceHandler.LANE;
  }

  /**
   * Checks the request, whose permission has been checked, without any input or output.
   *
   * @throws OperationFailure the request is rejected with this code
   */
  void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure;

  /** Does the work; restartable at any instruction. */
  Outcome run(Attempt<MaintenanceRequested> attempt) throws Exception;

  /** Brings to an end what was begun, before the operation ends without success. */
  default void abandon(Attempt<MaintenanceRequested> attempt) throws Exception {}
}
