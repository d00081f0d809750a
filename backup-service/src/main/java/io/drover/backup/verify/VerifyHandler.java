package io.drover.backup.verify;

import io.drover.backup.admission.Admission;
import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.encryption.Keys;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.repository.Verdict;
import io.drover.backup.restore.AnotherBackup;
import io.drover.backup.restore.BackupChoice;
import io.drover.backup.restore.EarlierSessions;
import io.drover.backup.restore.ScratchDatabase;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.spool.Spool;
import io.drover.schemas.Kinds;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.schemas.VerifyRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.LockMode;
import io.drover.service.target.ServerEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves a backup, or disproves it: it is restored into a scratch database, compared, and dropped.
 * Either verdict is recorded beside the manifest and announced. An operation that could not come to
 * a verdict, as the server was away or lacked something, fails without one.
 *
 * <p>The lane and the lock are of its own name, so that it holds up no backup of the database.
 */
public final class VerifyHandler implements OperationHandler<VerifyRequested> {
  private final Repositories repositories;
  private final PostgresTools tools;
  private final BackupUses uses;
  private final Spool spool;

  /** A handler that verifies backups of these repositories. */
  public VerifyHandler(
      Repositories repositories, PostgresTools tools, BackupUses uses, Spool spool) {
    this.repositories = repositories;
    this.tools = tools;
    this.uses = uses;
    this.spool = spool;
  }

  @Override
  public String kind() {
    return Kinds.VERIFY;
  }

  @Override
  public Topic requests() {
    return Topics.VERIFY_REQUESTED;
  }

  @Override
  public Class<VerifyRequested> commandType() {
    return VerifyRequested.class;
  }

  /** One verification of a database after another; there is no database of this name. */
  @Override
  public String physicalName(VerifyRequested command, DatabaseEntry database) {
    return ScratchDatabase.VERIFY_PREFIX + database.name();
  }

  @Override
  public ServerEntry server(VerifyRequested command, DatabaseEntry database) {
    @Nullable ServerEntry named = database.policy().verification().server();
    return named == null ? database.server() : named;
  }

  @Override
  public void admit(VerifyRequested command, DatabaseEntry database) throws OperationFailure {
    Admission.check(kind(), command.getRequestedBy(), database);
  }

  @Override
  public Outcome handle(Attempt<VerifyRequested> attempt)
      throws OperationFailure, InterruptedException {
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    BackupRepository repository = repositories.of(attempt.target().entry());
    Manifest manifest =
        BackupChoice.take(repository, uses, attempt, kind(), attempt.command().getBackupId());
    BackupId backup = new BackupId(manifest.backupId());
    Optional<Verdict> before = repository.verdicts().find(manifest.database(), backup, id(attempt));
    Verdict verdict = before.isPresent() ? before.get() : reach(attempt, repository, manifest);
    List<Outcome.Announcement> told = List.of(CatalogueRecord.of(repository, manifest));
    attempt.reached("done");
    return verdict.verified()
        ? new Outcome.Done(header -> Verdicts.succeeded(header, manifest, verdict), told)
        : new Outcome.Failed(failure(repository, manifest, verdict), told);
  }

  /** A backup anew is no help where it is the database that has come to harm. */
  private static OperationFailure failure(
      BackupRepository repository, Manifest manifest, Verdict verdict) throws InterruptedException {
    return AnotherBackup.instead(
        Verdicts.failure(manifest, verdict),
        repository,
        manifest.database(),
        id -> "./drover verify " + manifest.database() + " --backup " + id);
  }

  private Verdict reach(
      Attempt<VerifyRequested> attempt, BackupRepository repository, Manifest manifest)
      throws OperationFailure, InterruptedException {
    Keys keys = new Keys(attempt.target().entry().policy().backup().encryption());
    ArchiveReader reader = new ArchiveReader(repository, keys);
    Verdict verdict;
    try {
      verdict = new VerifyRun(attempt, manifest, reader, tools, spool).run();
      drop(attempt);
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
    attempt.reached("scratch-dropped");
    attempt.fence();
    // A verdict on a backup that was removed meanwhile would announce it anew.
    BackupChoice.find(repository, manifest.database(), manifest.backupId());
    Verdict recorded =
        repository
            .verdicts()
            .record(manifest.database(), new BackupId(manifest.backupId()), id(attempt), verdict);
    attempt.reached("verdict-written");
    return recorded;
  }

  /** Drops what was made. It takes no lock: the operation may end while it waits for one. */
  @Override
  public void abandon(Attempt<VerifyRequested> attempt)
      throws OperationFailure, InterruptedException {
    // Connected before the fence: whoever takes over afterwards ends this connection.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      EarlierSessions.end(maintenance);
      dropAll(attempt, maintenance);
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private static void drop(Attempt<VerifyRequested> attempt)
      throws OperationFailure, InterruptedException, SQLException {
    // Connected before the fence: whoever takes over afterwards ends this connection.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      dropAll(attempt, maintenance);
    }
  }

  private static void dropAll(Attempt<VerifyRequested> attempt, Connection maintenance)
      throws SQLException {
    ScratchDatabase.dropAll(maintenance, ScratchDatabase.VERIFY_PREFIX, attempt.operationId());
  }

  private BackupId id(Attempt<VerifyRequested> attempt) {
    return BackupId.of(kind(), attempt.operationId(), attempt.acceptedAt());
  }
}
