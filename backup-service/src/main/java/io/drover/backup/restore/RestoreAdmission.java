package io.drover.backup.restore;

import io.drover.backup.admission.Admission;
import io.drover.backup.toc.QualifiedName;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Policy;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether a restore may do what it asks for; reads the request and the registry only. */
final class RestoreAdmission {
  /** What the policy must list for a database to be replaced, and for that to be undone. */
  static final String REPLACE = "restore-replace";

  private static final int HOUR = 3600;
  private static final int MONTH = 30 * 24 * HOUR;

  private final RestoreRequested command;
  private final DatabaseEntry database;
  private final RestoreMode mode;

  private RestoreAdmission(RestoreRequested command, DatabaseEntry database)
      throws OperationFailure {
    this.command = command;
    this.database = database;
    this.mode = RestoreMode.admitted(command);
  }

  /** The word of the policy that allows this command. */
  static String permission(RestoreRequested command) {
    return RestoreMode.of(command).replaces() ? REPLACE : Kinds.RESTORE;
  }

  static void check(RestoreRequested command, DatabaseEntry database, DatabaseRegistry registry)
      throws OperationFailure {
    RestoreAdmission admission = new RestoreAdmission(command, database);
    Admission.check(permission(command), command.getRequestedBy(), database);
    admission.checkBackup();
    admission.checkCopy();
    admission.checkValues();
    admission.checkParts();
    admission.checkMapping();
    if (admission.mode.replaces()) {
      admission.checkReplacement();
    } else if (admission.mode == RestoreMode.NEW || !command.getTargetName().isEmpty()) {
      new TargetName(command.getTargetName(), database).check(registry);
    }
  }

  private void checkBackup() throws OperationFailure {
    String id = command.getBackupId();
    boolean described = !command.getBackupLabels().isEmpty() || command.getBackupBefore() != null;
    if (mode == RestoreMode.UNDO) {
      require(
          id.isEmpty() && !described,
          "An undo puts back what was replaced and takes no backup.",
          "Leave backupId, backupLabels and backupBefore out.");
      return;
    }
    require(
        !id.isEmpty() || described,
        "The request names no backup.",
        "Name one in backupId; ./drover backups " + database.name() + " lists them.");
    require(
        !described || BackupChoice.isDescription(id),
        "A backup is named by its id or described, not both.",
        "Leave backupId out, or backupLabels and backupBefore.");
  }

  private void checkCopy() throws OperationFailure {
    require(
        !command.getFromCopy() || database.policy().backup().upkeep().copyTo() != null,
        "The policy of " + database.name() + " names no repository for copies.",
        "Leave fromCopy out, or add policy.backup.copy-to in databases.yml.");
  }

  private void checkValues() throws OperationFailure {
    checkRange("graceSeconds", command.getGraceSeconds(), 0, HOUR);
    checkRange("undoWindowSeconds", command.getUndoWindowSeconds(), 60, MONTH);
    checkRange(
        "timeToLiveSeconds",
        command.getTimeToLiveSeconds(),
        60,
        (int) database.policy().longestScratch().toSeconds());
    checkRange("jobs", command.getJobs(), 1, Policy.Dump.MOST_JOBS);
    Set<String> unknown = new TreeSet<>(command.getOverrides());
    unknown.removeAll(Finding.OVERRIDABLE);
    require(
        unknown.isEmpty(),
        "There are no findings to override of the code " + String.join(", ", unknown) + ".",
        "Override one or more of "
            + String.join(", ", new TreeSet<>(Finding.OVERRIDABLE))
            + ", or none.");
  }

  private void checkParts() throws OperationFailure {
    boolean whole = Part.selection(command).isAll() && command.getTables().isEmpty();
    require(
        whole || mode.takesParts(),
        "Selected schemas and tables would replace everything else.",
        "Restore them into a new database, a scratch one, or in place: mode new, scratch or"
            + " in-place.");
    for (String table : command.getTables()) {
      require(
          QualifiedName.parse(table).isPresent(),
          "A table is named as schema.table, and " + table + " is not.",
          "Put a part that holds a dot or a quote in double quotes: \"my.schema\".table");
    }
    require(
        !command.getDataOnly() || mode == RestoreMode.IN_PLACE,
        "Rows alone can only be restored into a database that is there.",
        "Choose mode in-place, or leave dataOnly out.");
  }

  private void checkMapping() throws OperationFailure {
    require(
        command.getRoleMapping().isEmpty() || mode != RestoreMode.UNDO,
        "An undo puts back what was replaced, whose roles are what they were.",
        "Leave roleMapping out.");
    require(
        command.getRoleMapping().entrySet().stream()
            .allMatch(each -> isRole(each.getKey()) && isRole(each.getValue())),
        "A role's name has 1 to 63 bytes.",
        "Send the request again under a new operationId with another roleMapping.");
  }

  private static boolean isRole(String name) {
    return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= TargetName.NAME_BYTES;
  }

  private static void checkRange(String field, @Nullable Integer value, int least, int most)
      throws OperationFailure {
    require(
        value == null || (value >= least && value <= most),
        field + " must lie between " + least + " and " + most + ".",
        "Send the request again under a new operationId with another " + field + ".");
  }

  private void checkReplacement() throws OperationFailure {
    if (!command.getConfirm().equals(database.name())) {
      throw OperationFailure.of(
          FailureCode.CONFIRMATION_MISMATCH,
          (mode == RestoreMode.IN_PLACE
                  ? "This changes the database "
                  : "This replaces the database ")
              + database.name()
              + ", and the request does not confirm that name.",
          "If it is meant, add --confirm "
              + database.name()
              + ", or in a request confirm "
              + database.name()
              + ".");
    }
    require(
        command.getTargetName().isEmpty(),
        "A database that is replaced keeps its name; the request gives another one in targetName.",
        "Leave targetName out, or choose mode new.");
    if (TargetName.isServersOwn(database.physicalName(), database)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The server's own database " + database.physicalName() + " cannot be replaced.",
          "Restore into a new database.");
    }
  }

  private static void require(boolean holds, String otherwise, String remedy)
      throws OperationFailure {
    if (!holds) {
      throw OperationFailure.of(FailureCode.INVALID_REQUEST, otherwise, remedy);
    }
  }
}
