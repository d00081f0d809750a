package io.drover.migration.recovery;

import io.drover.migration.child.ChildFailure;
import io.drover.migration.recovery.Answer.Told;
import io.drover.migration.recovery.AppliedBackups.Applied;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replaces the database by a backup, and holds no lock while another operation does so. */
record ReturnRun(Attempt<MigrateRequested> attempt, AppliedBackups backups, Answer answer) {
  /** The backup that the newest APPLY took first. */
  private static final String BEFORE = "before";

  Outcome outcome() throws OperationFailure, InterruptedException {
    Optional<ChildOutcome> child = attempt.child();
    if (child.isPresent()) {
      return told(restored(child.get()));
    }
    String backup = attempt.command().getBackupId();
    String wanted = backup.equals(BEFORE) ? before() : backup;
    if (attempt.command().getDryRun()) {
      return told(wanted);
    }
    attempt.reached("awaiting-return");
    return request(wanted);
  }

  private Outcome told(String backupId) throws OperationFailure, InterruptedException {
    return answer.done(new Told(List.of(), null, null, backupId));
  }

  private String before() throws OperationFailure {
    String database = attempt.target().entry().name();
    Optional<Applied> newest = backups.newest(database);
    @Nullable String backupId = newest.map(Applied::backupId).orElse(null);
    if (backupId == null) {
      throw OperationFailure.of(
          FailureCode.BACKUP_NOT_FOUND,
          newest
              .map(each -> "The newest APPLY of " + database + " took no backup first.")
              .orElse("No APPLY of " + database + " is known that took a backup first."),
          "Choose one by its id: ./drover backups " + database);
    }
    return backupId;
  }

  /** The backup may be another one for a later attempt, but the request was made by the first. */
  private Outcome request(String backupId) {
    MigrateRequested parent = attempt.command();
    return new Outcome.AwaitChild(
        new Outcome.ChildRequest(
            Kinds.RESTORE,
            Topics.RESTORE_REQUESTED,
            "restore-before",
            id ->
                RestoreRequested.newBuilder()
                    .setOperationId(id)
                    .setDatabase(parent.getDatabase())
                    .setRequestedBy("drover/migrate/" + attempt.operationId())
                    .setReason("rollback " + attempt.operationId())
                    .setExpiresAt(attempt.deadline())
                    .setOnBusy(parent.getOnBusy())
                    .setLabels(parent.getLabels())
                    .setBackupId(backupId)
                    .setMode("replace")
                    .setConfirm(parent.getConfirm())
                    .build()),
        "the backup " + backupId + " takes the place of the database");
  }

  private static String restored(ChildOutcome child) throws OperationFailure {
    if (child.succeeded() && child.fact() instanceof RestoreSucceeded restore) {
      return restore.getBackupId();
    }
    throw ChildFailure.of(
        child, "The database is as it was, as the restore did not succeed", "the rollback");
  }
}
