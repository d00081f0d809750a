package io.drover.backup.copy;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.maintenance.NoDryRun;
import io.drover.backup.maintenance.PlainSuccess;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Copy;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.retention.NamedBackup;
import io.drover.schemas.BackupCopied;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that a backup has a true copy in the repository that the policy names: one that is
 * there is read and compared, one that is missing or damaged is made.
 */
public final class CopyAction implements MaintenanceAction {
  /** Its word in requests. */
  public static final String NAME = "copy";

  /** No operation has this id. */
  private static final String GONE = "the backup is gone";

  private static final Duration UNTIL_ENDED = Duration.ofSeconds(5);

  private final Repositories repositories;
  private final BackupUses uses;
  private final CopyTable table;

  /** Copies between these repositories. */
  public CopyAction(Repositories repositories, BackupUses uses, CopyTable table) {
    this.repositories = repositories;
    this.uses = uses;
    this.table = table;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** A copy takes as long as the network; no pin should wait for it. */
  @Override
  public String lane() {
    return "drover_copy_";
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    NoDryRun.check(command);
    BackupId _ = NamedBackup.of(command);
    BackupRepository _ = repositories.requireCopiesOf(database);
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    if (!table.statedBy(attempt.operationId())) {
      DatabaseEntry database = attempt.target().entry();
      BackupRepository from = repositories.of(database);
      Manifest manifest = find(attempt, from);
      if (table.isOpen(manifest.operationId())) {
        return new Outcome.RetryAfter(UNTIL_ENDED, "The backup's own operation has not ended.");
      }
      take(attempt, manifest);
      attempt.reached("copy-backup-taken");
      // It may have been removed between the look and the note.
      copy(attempt, from, find(attempt, from));
    }
    return PlainSuccess.of(attempt.command(), List.of());
  }

  private void take(Attempt<MaintenanceRequested> attempt, Manifest manifest)
      throws OperationFailure {
    try {
      uses.take(Kinds.MAINTENANCE, attempt.operationId(), manifest.database(), manifest.backupId());
    } catch (OperationFailure failure) {
      if (failure.code().equals(FailureCode.BACKUP_NOT_FOUND)) {
        settleGone(attempt);
      }
      throw failure;
    }
  }

  /** There is nothing to ask for any more. */
  private void settleGone(Attempt<MaintenanceRequested> attempt) throws OperationFailure {
    DatabaseEntry database = attempt.target().entry();
    String backupId = NamedBackup.of(attempt.command()).value();
    String repository = repositories.requireCopiesOf(database).name();
    try {
      table
          .state()
          .change(
              connection ->
                  CopyTable.settle(connection, database.name(), backupId, repository, GONE));
    } catch (SQLException e) {
      throw CopyTable.away(e);
    }
  }

  private Manifest find(Attempt<MaintenanceRequested> attempt, BackupRepository from)
      throws OperationFailure, InterruptedException {
    String database = attempt.target().entry().name();
    BackupId id = NamedBackup.of(attempt.command());
    Optional<Manifest> found = from.find(database, id);
    if (found.isPresent()) {
      return found.get();
    }
    settleGone(attempt);
    throw NamedBackup.notFound(database, id);
  }

  private void copy(Attempt<MaintenanceRequested> attempt, BackupRepository from, Manifest manifest)
      throws OperationFailure, InterruptedException {
    DatabaseEntry database = attempt.target().entry();
    BackupRepository to = repositories.requireCopiesOf(database);
    BackupId id = new BackupId(manifest.backupId());
    long startedNanos = System.nanoTime();
    long carried = new CopyRun(attempt, from, to, manifest).run();
    long millis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
    from.copies()
        .record(
            database.name(), id, new Copy(to.name(), attempt.now().truncatedTo(ChronoUnit.MILLIS)));
    attempt.reached("copy-marked");
    attempt.state(
        header ->
            new BackupCopied(
                header,
                manifest.backupId(),
                to.name(),
                CatalogueRecord.path(manifest),
                manifest.archive().sha256(),
                manifest.archive().bytes(),
                carried,
                millis),
        List.of(CatalogueRecord.of(from, manifest)),
        connection ->
            CopyTable.settle(
                connection,
                database.name(),
                manifest.backupId(),
                to.name(),
                attempt.operationId()));
    attempt.reached("copy-stated");
  }

  @Override
  public void abandon(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    DatabaseEntry database = attempt.target().entry();
    repositories
        .requireCopiesOf(database)
        .discardUncommitted(database.name(), NamedBackup.of(attempt.command()));
  }
}
