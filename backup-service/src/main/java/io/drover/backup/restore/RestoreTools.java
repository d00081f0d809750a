package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.spool.Spool;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;

/** What all restores share. */
record RestoreTools(
    BackupRepository repository,
    ArchiveReader reader,
    PostgresTools programs,
    RestoreMarks marks,
    BackupUses uses,
    Spool spool) {
  /** Whether the rows of this backup were compared: an imported one states none. */
  boolean compared(String database, Restored restored)
      throws OperationFailure, InterruptedException {
    return BackupChoice.find(repository, database, restored.backupId()).imported() == null;
  }
}
