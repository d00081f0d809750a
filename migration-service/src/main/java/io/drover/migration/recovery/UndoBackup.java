package io.drover.migration.recovery;

import io.drover.migration.child.ChildFailure;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;

/** The backup that is taken before versions are undone. */
final class UndoBackup {
  private UndoBackup() {}

  /** The same request at every attempt, as it is made of the ledger's facts alone. */
  static Outcome request(Attempt<MigrateRequested> attempt, int undone) {
    MigrateRequested parent = attempt.command();
    return new Outcome.AwaitChild(
        new Outcome.ChildRequest(
            Kinds.BACKUP,
            Topics.BACKUP_REQUESTED,
            "backup-before",
            id ->
                BackupRequested.newBuilder()
                    .setOperationId(id)
                    .setDatabase(parent.getDatabase())
                    .setRequestedBy("drover/migrate/" + attempt.operationId())
                    .setReason("before rollback " + attempt.operationId())
                    .setExpiresAt(attempt.deadline())
                    .setOnBusy(parent.getOnBusy())
                    .setLabels(BackupLabels.of(attempt))
                    .build()),
        "a backup comes before "
            + undone
            + (undone == 1 ? " version is" : " versions are")
            + " undone");
  }

  /**
   * Id of the backup that was taken.
   *
   * @throws OperationFailure {@code CHILD_FAILED} there is none
   */
  static String idOf(ChildOutcome child) throws OperationFailure {
    if (child.succeeded() && child.fact() instanceof BackupSucceeded backup) {
      return backup.getBackupId();
    }
    throw ChildFailure.of(
        child, "Nothing was undone, as the backup before it did not succeed", "the rollback");
  }
}
