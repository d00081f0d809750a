package io.drover.backup.copy;

import io.drover.backup.archive.ArchiveCopier;
import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.RunningMeter;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.util.Optional;

/** Makes one copy in one attempt, or finds that it is there and true. */
final class CopyRun {
  private final Attempt<MaintenanceRequested> attempt;
  private final BackupRepository from;
  private final BackupRepository to;
  private final Manifest manifest;
  private final String database;
  private final BackupId id;

  CopyRun(
      Attempt<MaintenanceRequested> attempt,
      BackupRepository from,
      BackupRepository to,
      Manifest manifest) {
    this.attempt = attempt;
    this.from = from;
    this.to = to;
    this.manifest = manifest;
    this.database = manifest.database();
    this.id = new BackupId(manifest.backupId());
  }

  /** How many bytes were carried; none when the copy was there. */
  long run() throws OperationFailure, InterruptedException {
    if (isTrue()) {
      from.carrySidecars(to, database, id);
      return 0;
    }
    carry();
    return manifest.archive().bytes();
  }

  private boolean isTrue() throws OperationFailure, InterruptedException {
    try {
      Optional<Manifest> copy = to.find(database, id);
      if (copy.isEmpty() || !same(copy.get())) {
        return false;
      }
      attempt.progress().phase("comparing", "bytes", manifest.archive().bytes());
      ArchiveReader.hash(to, copy.get(), new RunningMeter(attempt, "copy-running"));
      return true;
    } catch (OperationFailure failure) {
      if (failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
        return false;
      }
      throw failure;
    }
  }

  private boolean same(Manifest copy) {
    return copy.equals(manifest.withArchiveFile(copy.archive().file()));
  }

  private void carry() throws OperationFailure, InterruptedException {
    attempt.progress().phase("copying", "bytes", manifest.archive().bytes());
    try (NewBackup copy = to.begin(database, id, attempt.number())) {
      Upload upload = copy.create(stem(), suffix());
      ArchiveCopier.copy(from, manifest, copy, upload, new RunningMeter(attempt, "copy-running"));
      attempt.reached("copy-archive-written");
      from.carrySidecars(to, database, id);
      attempt.fence();
      // What bears this manifest, if anything does, was found to be no true copy.
      to.withdraw(database, id);
      Manifest own = manifest.withArchiveFile(copy.file());
      if (copy.commit(own).equals(own)) {
        attempt.reached("copy-committed");
        copy.removeOthers();
      }
    }
  }

  /** A name that no other operation gives, as one that was stalled may wake up later. */
  private String stem() {
    BackupId operation = BackupId.of("maintenance", attempt.operationId(), attempt.acceptedAt());
    return "copy-" + operation.value().substring(operation.value().length() - 8);
  }

  /** What follows the name proper, such as {@code .dump.zst.age}. */
  private String suffix() {
    String file = manifest.archive().file();
    int dot = file.indexOf('.');
    return dot < 0 ? "" : file.substring(dot);
  }
}
