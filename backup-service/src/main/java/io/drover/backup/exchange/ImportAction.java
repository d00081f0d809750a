package io.drover.backup.exchange;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.spool.Spool;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DatabaseEntry;
import java.util.List;
import java.util.Optional;

/**
 * Takes a dump that was made elsewhere into the repository, as a backup that nobody has verified.
 * All attempts meet at one manifest, as those of a backup do.
 */
public final class ImportAction implements MaintenanceAction {
  /** Its word in requests and in the policy's operations, where it must be named. */
  public static final String NAME = "import";

  private final Repositories repositories;
  private final PostgresTools tools;
  private final Spool spool;
  private final ExchangeFolder folder;

  /**
   * Imports from a folder.
   *
   * @param spool where directory archives are unpacked
   */
  public ImportAction(
      Repositories repositories, PostgresTools tools, Spool spool, ExchangeFolder folder) {
    this.repositories = repositories;
    this.tools = tools;
    this.spool = spool;
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
    ExchangeFolder.check(command.getPath());
    if (command.getDryRun()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "An import has no dry run: it adds a backup and changes nothing else.",
          "Leave dryRun out.");
    }
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    BackupRepository repository = repositories.of(attempt.target().entry());
    BackupId id = id(attempt);
    Optional<Manifest> committed = repository.find(attempt.target().entry().name(), id);
    Manifest manifest =
        committed.isPresent()
            ? committed.get()
            : new ImportRun(attempt, repository, tools, spool, folder, id).run();
    attempt.reached("done");
    Manifest.Imported imported = manifest.imported();
    return new Outcome.Done(
        header ->
            MaintenanceSucceeded.newBuilder()
                .setHeader(header)
                .setAction(NAME)
                .setRemoved(List.of())
                .setKept(List.of())
                .setBackupId(manifest.backupId())
                .setPath(attempt.command().getPath())
                .setFormat(manifest.format())
                .setBytes(imported == null ? 0 : imported.bytes())
                .setSha256(imported == null ? null : imported.sha256())
                .setWarnings(manifest.warnings())
                .build(),
        List.of(CatalogueRecord.of(repository, manifest)));
  }

  /** A backup that is never announced is none. */
  @Override
  public void abandon(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    repositories.of(attempt.target().entry()).delete(attempt.target().entry().name(), id(attempt));
  }

  private static BackupId id(Attempt<MaintenanceRequested> attempt) {
    return BackupId.of(Kinds.MAINTENANCE, attempt.operationId(), attempt.acceptedAt());
  }
}
