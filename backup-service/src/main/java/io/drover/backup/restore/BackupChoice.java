package io.drover.backup.restore;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the backup that a request names. */
public final class BackupChoice {
  private static final String LATEST = "latest";
  private static final int NAMED_AT_MOST = 5;

  private BackupChoice() {}

  /**
   * The backup of a database.
   *
   * @param backup an id, or {@code latest}
   * @throws OperationFailure {@code BACKUP_NOT_FOUND}, or as {@link BackupRepository} does
   */
  public static Manifest find(BackupRepository repository, String database, String backup)
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
