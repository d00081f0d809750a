package io.drover.migration.recovery;

import io.drover.migration.source.RequestedNamespace;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a request for a way back says what it needs to; reads it and the registry only. */
public final class RecoveryAdmission {
  /** What the policy must list for a database to be replaced by a backup. */
  private static final String REPLACE = "restore-replace";

  private static final Pattern VERSION = Pattern.compile("\\d{1,40}([._]\\d{1,40}){0,20}");
  private static final List<String> MODES = List.of("BASELINE", "REPAIR", "ROLLBACK");
  private static final String ROLLBACK = "ROLLBACK";

  private RecoveryAdmission() {}

  /** Whether the request is for a way back that only says what it would do. */
  public static boolean reads(MigrateRequested command) {
    return MODES.contains(command.getMode()) && command.getDryRun();
  }

  /** Whether the request may be bound to what was planned. */
  public static boolean isPlanned(MigrateRequested command) {
    return command.getMode().equals("REPAIR")
        || (command.getMode().equals(ROLLBACK) && !toBackup(command));
  }

  /** The options by which a person sees what a request would do. */
  public static String planning(MigrateRequested command) {
    return MODES.contains(command.getMode())
        ? " --" + command.getMode().toLowerCase(Locale.ROOT) + " --dry-run"
        : " --plan";
  }

  /** The word of the policy for a request that replaces the database. */
  public static Optional<String> permission(MigrateRequested command) {
    return toBackup(command) && !command.getDryRun() ? Optional.of(REPLACE) : Optional.empty();
  }

  static boolean toBackup(MigrateRequested command) {
    return command.getMode().equals(ROLLBACK) && !command.getBackupId().isEmpty();
  }

  /** Refuses what cannot be done as it is asked for. */
  public static void check(MigrateRequested command, DatabaseEntry database)
      throws OperationFailure {
    if (!MODES.contains(command.getMode())) {
      return;
    }
    @Nullable String version = command.getVersion();
    if (version != null && !VERSION.matcher(version).matches()) {
      throw refusal(
          "The version " + version + " is none: it has digits, and dots between them.",
          "./drover migrate " + database.name() + " --status");
    }
    if (toBackup(command)) {
      checkReplacement(command, database);
    } else {
      var _ = RequestedNamespace.of(command, database);
    }
  }

  private static void checkReplacement(MigrateRequested command, DatabaseEntry database)
      throws OperationFailure {
    String name = database.name();
    if (command.getVersion() != null) {
      throw refusal(
          "A rollback goes to a version by undo scripts, or to a backup, not to both.",
          "Leave version out, or backupId.");
    }
    if (!command.getDryRun() && !database.policy().operations().contains(REPLACE)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + name + " does not allow " + REPLACE + ".",
          "Add " + REPLACE + " to policy.operations of " + name + " in databases.yml.");
    }
    if (!command.getDryRun() && !command.getConfirm().equals(name)) {
      throw OperationFailure.of(
          FailureCode.CONFIRMATION_MISMATCH,
          "This replaces the database "
              + name
              + " by a backup, and the request does not confirm that name.",
          "If it is meant, add --confirm " + name + ", or in a request confirm " + name + ".");
    }
  }

  private static OperationFailure refusal(String message, String remedy) {
    return OperationFailure.of(FailureCode.INVALID_REQUEST, message, remedy);
  }
}
