package io.drover.backup.exchange;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.encryption.Sealing;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.spool.Spool;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Stores a dump as a backup, in one attempt; its manifest comes last. */
record ImportRun(
    Attempt<MaintenanceRequested> attempt,
    BackupRepository repository,
    PostgresTools tools,
    Spool spool,
    ExchangeFolder folder,
    BackupId id) {

  Manifest run() throws OperationFailure, InterruptedException {
    long startedNanos = System.nanoTime();
    Path dump = folder.toImport(String.valueOf(attempt.command().getPath()));
    try (NewBackup backup =
        repository.begin(attempt.target().entry().name(), id, attempt.number())) {
      attempt.reached("import-begun");
      Stored stored = intake(dump).store(backup);
      attempt.reached("import-written");
      attempt.reached("before-manifest");
      attempt.fence();
      Manifest own =
          ImportManifest.of(
              attempt, id, stored, Duration.ofNanos(System.nanoTime() - startedNanos));
      Manifest published = backup.commit(own);
      attempt.reached("manifest-written");
      if (published.equals(own)) {
        backup.removeOthers();
      }
      return published;
    } catch (SQLException e) {
      throw attempt.explain(e);
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private Intake intake(Path dump) throws OperationFailure {
    Policy.Backup policy = attempt.target().entry().policy().backup();
    ArchiveWriter writer =
        ArchiveWriter.of(policy.dump().compression(), Sealing.of(policy.encryption()));
    return Files.isDirectory(dump)
        ? new FolderIntake(attempt, tools, spool, writer, dump)
        : new FileIntake(attempt, tools, writer, dump);
  }
}
