package io.drover.backup.restore;

import io.drover.backup.repository.SafetyBackups;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;

/** The backup of a database as it is before another one takes its place. */
final class SafetyBackup {
  private SafetyBackup() {}

  /** The same request at every attempt, as it is made of the ledger's facts alone. */
  static Outcome request(Attempt<RestoreRequested> attempt) {
    RestoreRequested parent = attempt.command();
    return new Outcome.AwaitChild(
        new Outcome.ChildRequest(
            Kinds.BACKUP,
            Topics.BACKUP_REQUESTED,
            "safety-backup",
            id ->
                BackupRequested.newBuilder()
                    .setOperationId(id)
                    .setDatabase(parent.getDatabase())
                    .setRequestedBy(SafetyBackups.requester(attempt.operationId()))
                    .setReason("before restore " + attempt.operationId() + " changes the database")
                    .setExpiresAt(attempt.deadline())
                    .setOnBusy(parent.getOnBusy())
                    .setLabels(parent.getLabels())
                    .build()),
        "a backup of the database as it is comes before it is changed");
  }

  /**
   * Id of the backup that was taken.
   *
   * @throws OperationFailure {@code CHILD_FAILED} there is none
   */
  static String idOf(ChildOutcome child, String database, RestoreMode mode)
      throws OperationFailure {
    if (child.succeeded() && child.fact() instanceof BackupSucceeded backup) {
      return backup.getBackupId();
    }
    throw OperationFailure.of(
        FailureCode.CHILD_FAILED,
        "Nothing was changed, as the safety backup did not succeed: " + child.reason(),
        "Mend that, or do without: ./drover restore "
            + database
            + " --backup ID --"
            + mode.word()
            + " --confirm "
            + database
            + " --no-safety-backup");
  }
}
