package io.drover.backup.exchange;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.encryption.Keys;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.restore.AnotherBackup;
import io.drover.backup.restore.BackupChoice;
import io.drover.backup.retention.BackupUses;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.util.List;
import java.util.Optional;

/**
 * Writes a backup out as the file, or the folder of files, that stock tools open: neither
 * compressed nor encrypted by us.
 */
public final class ExportAction implements MaintenanceAction {
  /** Its word in requests and in the policy's operations, where it must be named. */
  public static final String NAME = "export";

  private final Repositories repositories;
  private final BackupUses uses;
  private final ExchangeFolder folder;

  /** Exports into a folder. */
  public ExportAction(Repositories repositories, BackupUses uses, ExchangeFolder folder) {
    this.repositories = repositories;
    this.uses = uses;
    this.folder = folder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String permission() {
    return NAME;
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    if (command.getDryRun()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST, "An export has no dry run.", "Leave dryRun out.");
    }
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    DatabaseEntry database = attempt.target().entry();
    BackupRepository repository = repositories.of(database);
    String wanted = Optional.ofNullable(attempt.command().getBackupId()).orElse("");
    Manifest manifest = BackupChoice.take(repository, uses, attempt, Kinds.MAINTENANCE, wanted);
    Keys keys = new Keys(database.policy().backup().encryption());
    ExportRun run =
        new ExportRun(attempt, new ArchiveReader(repository, keys), folder.forExports(), folder);
    ExportedFile exported;
    try {
      exported = run.of(manifest);
    } catch (OperationFailure failure) {
      throw AnotherBackup.instead(
          failure,
          repository,
          database.name(),
          id -> "./drover export " + database.name() + " --backup " + id);
    }
    attempt.reached("done");
    return new Outcome.Done(
        header ->
            MaintenanceSucceeded.newBuilder()
                .setHeader(header)
                .setAction(NAME)
                .setRemoved(List.of())
                .setKept(List.of())
                .setBackupId(manifest.backupId())
                .setPath(exported.file().toString())
                .setFormat(manifest.format())
                .setBytes(exported.bytes())
                .setSha256(exported.sha256())
                .setCommand(exported.command())
                .build());
  }

  /** A file that is never announced is none. */
  @Override
  public void abandon(Attempt<MaintenanceRequested> attempt) throws OperationFailure {
    ExportRun.removeAll(attempt, folder);
  }
}
