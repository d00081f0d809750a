package io.drover.backup.restore;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.retention.BackupUses;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the backup that a request names. */
final class BackupChoice {
  private static final String LATEST = "latest";
  private static final int NAMED_AT_MOST = 5;

  private BackupChoice() {}

  /** The same, and from now on no retention removes it while the operation is open. */
  static Manifest take(
      BackupRepository repository,
      BackupUses uses,
      String operationId,
      String database,
      String backup)
      throws OperationFailure, InterruptedException {
    Manifest found = find(repository, database, backup);
    uses.take(Kinds.RESTORE, operationId, database, found.backupId());
    // It may have been removed between the look and the note.
    return find(repository, database, found.backupId());
  }

  static Manifest find(BackupRepository repository, String database, String backup)
      throws OperationFailure, InterruptedException {
    if (backup.equals(LATEST)) {
      return repository.latest(database).orElseThrow(() -> none(database));
    }
    Optional<BackupId> id = BackupId.parse(backup);
    Optional<Manifest> manifest =
        id.isPresent() ? repository.find(database, id.get()) : Optional.empty();
    if (manifest.isEmpty()) {
      throw notFound(database, backup, repository.list(database));
    }
    return manifest.get();
  }

  private static OperationFailure none(String database) {
    return OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "There is no backup of " + database + ".",
        "./drover backup " + database);
  }

  private static OperationFailure notFound(
      String database, String backup, List<Manifest> existing) {
    if (existing.isEmpty()) {
      return none(database);
    }
    String newest =
        existing.stream()
            .limit(NAMED_AT_MOST)
            .map(Manifest::backupId)
            .collect(Collectors.joining(", "));
    return OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "There is no backup " + backup + " of " + database + "; the newest are " + newest + ".",
        "./drover backups " + database);
  }
}
