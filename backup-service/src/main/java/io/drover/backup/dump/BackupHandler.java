package io.drover.backup.dump;

import io.drover.backup.admission.Admission;
import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.spool.Spool;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.Kinds;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DatabaseEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Backs a database up: one snapshot, dumped by pg_dump, counted, stored and committed by its
 * manifest. All attempts of an operation share one place in the repository, so at most one of them
 * commits and the others adopt what it did.
 */
public final class BackupHandler implements OperationHandler<BackupRequested> {
  private final Repositories repositories;
  private final PostgresTools tools;
  private final Spool spool;

  /**
   * A handler that stores into these repositories.
   *
   * @param spool where parallel dumps wait to be stored
   */
  public BackupHandler(Repositories repositories, PostgresTools tools, Spool spool) {
    this.repositories = repositories;
    this.tools = tools;
    this.spool = spool;
  }

  @Override
  public String kind() {
    return Kinds.BACKUP;
  }

  @Override
  public Topic requests() {
    return Topics.BACKUP_REQUESTED;
  }

  @Override
  public Class<BackupRequested> commandType() {
    return BackupRequested.class;
  }

  @Override
  public void admit(BackupRequested command, DatabaseEntry database) throws OperationFailure {
    Admission.check(kind(), command.getRequestedBy(), database);
    DumpOptions _ = DumpOptions.of(command, database.policy().backup().dump());
    YoungBackup.check(command);
  }

  @Override
  public Outcome handle(Attempt<BackupRequested> attempt)
      throws OperationFailure, InterruptedException {
    attempt.reached("adopt-check");
    BackupRepository repository = repositories.of(attempt.target().entry());
    Optional<Manifest> committed = repository.find(attempt.target().entry().name(), id(attempt));
    if (committed.isEmpty()) {
      Optional<Manifest> young = YoungBackup.find(attempt, repository);
      if (young.isPresent()) {
        // An attempt before this one may have begun its own when none was there.
        abandon(attempt);
        return done(attempt, repository, young.get(), true);
      }
    }
    Manifest manifest =
        committed.isPresent()
            ? committed.get()
            : new BackupRun(attempt, repository, tools, spool, id(attempt)).run();
    requireArchive(repository, manifest);
    return done(attempt, repository, manifest, false);
  }

  private static Outcome done(
      Attempt<BackupRequested> attempt,
      BackupRepository repository,
      Manifest manifest,
      boolean reused)
      throws OperationFailure, InterruptedException {
    attempt.reached("done");
    return new Outcome.Done(
        header -> Manifests.succeeded(header, repository.name(), manifest, reused),
        reused ? List.of() : List.of(CatalogueRecord.of(repository, manifest)));
  }

  /** A backup that is never announced as succeeded is none. */
  @Override
  public void abandon(Attempt<BackupRequested> attempt)
      throws OperationFailure, InterruptedException {
    repositories.of(attempt.target().entry()).delete(attempt.target().entry().name(), id(attempt));
  }

  private BackupId id(Attempt<BackupRequested> attempt) {
    return BackupId.of(kind(), attempt.operationId(), attempt.acceptedAt());
  }

  /** What another attempt committed is trusted only as far as it can be seen. */
  private static void requireArchive(BackupRepository repository, Manifest manifest)
      throws OperationFailure, InterruptedException {
    try (InputStream archive = repository.open(manifest)) {
      archive.available();
    } catch (IOException e) {
      throw repository.explain(e);
    }
  }
}
