package io.drover.migration.restoration;

import io.drover.migration.child.ChildFailure;
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
import io.drover.service.target.DatabaseEntry;

/** The restore that comes before the migrations of a request of mode RESTORE. */
public final class Restoration {
  private static final String REPLACE = "restore-replace";
  private static final String LATEST = "latest";

  private Restoration() {}

  /** The word by which policies allow it and ask for its approval: that of the restore alone. */
  public static String permission(MigrateRequested command) {
    return replaces(command) ? REPLACE : Kinds.RESTORE;
  }

  private static boolean replaces(MigrateRequested command) {
    return command.getTargetName().isEmpty();
  }

  /**
   * Name of the database that is restored, and then migrated.
   *
   * @param command of mode RESTORE
   */
  public static String physicalName(MigrateRequested command, DatabaseEntry database) {
    return replaces(command) ? database.physicalName() : command.getTargetName();
  }

  /**
   * Refuses what the restore would be rejected for, as far as the request and the policy tell.
   *
   * @throws OperationFailure {@code NOT_PERMITTED} or {@code CONFIRMATION_MISMATCH}
   */
  public static void check(MigrateRequested command, DatabaseEntry database)
      throws OperationFailure {
    String needed = permission(command);
    if (!database.policy().operations().contains(needed)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not allow " + needed + ".",
          "Add " + needed + " to policy.operations of " + database.name() + " in databases.yml.");
    }
    if (replaces(command)) {
      if (!command.getConfirm().equals(database.name())) {
        throw OperationFailure.of(
            FailureCode.CONFIRMATION_MISMATCH,
            "This replaces the database "
                + database.name()
                + ", and the request does not confirm that name.",
            "If it is meant, add --confirm "
                + database.name()
                + "; else name a new database with --as.");
      }
    } else if (!database.policy().targetNamePattern().matcher(command.getTargetName()).matches()
        || command.getTargetName().equals(database.physicalName())) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not admit this name for a new database.",
          "Choose a name that matches " + database.policy().targetNamePattern() + ".");
    }
  }

  /** The same request at every attempt, as it is made of the ledger's facts alone. */
  public static Outcome request(Attempt<MigrateRequested> attempt) {
    MigrateRequested parent = attempt.command();
    String backup = parent.getBackupId().isEmpty() ? LATEST : parent.getBackupId();
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
                    .setReason("to be migrated by " + attempt.operationId())
                    .setExpiresAt(attempt.deadline())
                    .setOnBusy(parent.getOnBusy())
                    .setLabels(parent.getLabels())
                    .setBackupId(backup)
                    .setTargetName(parent.getTargetName())
                    .setMode(replaces(parent) ? "replace" : "new")
                    .setConfirm(replaces(parent) ? parent.getConfirm() : "")
                    .build()),
        "the backup " + backup + " is restored before it is migrated");
  }

  /**
   * Id of the backup that was restored.
   *
   * @throws OperationFailure {@code CHILD_FAILED}: none was
   */
  public static String backupOf(ChildOutcome child) throws OperationFailure {
    if (child.succeeded() && child.fact() instanceof RestoreSucceeded restored) {
      return restored.getBackupId();
    }
    throw ChildFailure.of(
        child, "No migration was applied, as the restore did not succeed", "the migration");
  }

  /** What to do when the database is not what it should be afterwards. */
  public static String back(MigrateRequested command) {
    String database = command.getDatabase();
    return replaces(command)
        ? "./drover restore " + database + " --undo --confirm " + database
        : "./drover backups " + database;
  }

  /** The same failure of the migrations, and where the database stands that was restored. */
  public static OperationFailure after(
      OperationFailure failure, Attempt<MigrateRequested> attempt, String backupId) {
    OperationFailure told =
        OperationFailure.of(
                failure.code(),
                "The backup "
                    + backupId
                    + " is restored as "
                    + attempt.target().physicalName()
                    + " and stays so, but: "
                    + failure.message(),
                failure.remedy())
            .withDetail(failure.detail())
            .causedBy(failure);
    return failure.retryable() ? told.asRetryable() : told;
  }
}
