package io.drover.backup.retention;

import io.drover.backup.repository.BackupId;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.OperationFailure;

/** The backup that a request names. */
public final class NamedBackup {
  private NamedBackup() {}

  /**
   * The id in the request.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: there is none
   */
  public static BackupId of(MaintenanceRequested command) throws OperationFailure {
    String given = command.getBackupId();
    return BackupId.parse(given == null ? "" : given)
        .orElseThrow(
            () ->
                OperationFailure.of(
                    FailureCode.INVALID_REQUEST,
                    "The request names no backup by its id.",
                    "./drover backups " + command.getDatabase()));
  }

  /** The failure that there is no such backup. */
  public static OperationFailure notFound(String database, BackupId id) {
    return OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "There is no backup " + id + " of " + database + ".",
        "./drover backups " + database);
  }
}
