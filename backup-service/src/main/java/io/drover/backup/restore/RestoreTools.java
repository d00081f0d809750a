package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.spool.Spool;
import io.drover.service.process.PostgresTools;

/** What all restores share. */
record RestoreTools(
    BackupRepository repository,
    ArchiveReader reader,
    PostgresTools programs,
    RestoreMarks marks,
    BackupUses uses,
    Spool spool) {}
