package io.drover.migration;

import io.drover.migration.child.ChildFailure;
import io.drover.migration.recovery.BackupLabels;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The backup that is taken before migrations are applied. */
final class BackupBefore {
  private BackupBefore() {}

  /** The same request at every attempt, as it is made of the ledger's facts alone. */
  static Outcome request(Attempt<MigrateRequested> attempt, int pending) {
    MigrateRequested parent = attempt.command();
    String why = "a backup comes before " + pending + (pending == 1 ? " migration" : " migrations");
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
                    .setReason("before migrate " + attempt.operationId())
                    .setExpiresAt(attempt.deadline())
                    .setOnBusy(parent.getOnBusy())
                    .setLabels(BackupLabels.of(attempt))
                    .setReuseWithinSeconds(age(attempt))
                    .build()),
        why);
  }

  /** Greatest age in seconds of a backup that will do; null where a new one is always taken. */
  private static @Nullable Integer age(Attempt<MigrateRequested> attempt) {
    @Nullable Duration age =
        attempt.target().entry().policy().migrations().guards().backupNoOlderThan();
    return age == null ? null : Math.clamp(age.toSeconds(), 1, Integer.MAX_VALUE);
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
        child,
        "No migration was applied, as the backup before it did not succeed",
        "the migration");
  }
}
