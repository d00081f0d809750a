package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.encryption.Keys;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Repositories;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.spool.Spool;
import io.drover.backup.swap.KeptName;
import io.drover.schemas.Kinds;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;

/**
 * Restores a backup: into a new database, or in place of the one that was backed up, which can be
 * undone. A database is filled under a name of its own, compared with the manifest and renamed at
 * the end: nobody sees it before it is whole.
 */
public final class RestoreHandler implements OperationHandler<RestoreRequested> {
  private final Repositories repositories;
  private final PostgresTools tools;
  private final DatabaseRegistry registry;
  private final RestoreMarks marks;
  private final BackupUses uses;
  private final Spool spool;

  /** A handler that restores from these repositories. */
  public RestoreHandler(
      Repositories repositories,
      PostgresTools tools,
      DatabaseRegistry registry,
      RestoreMarks marks,
      BackupUses uses,
      Spool spool) {
    this.repositories = repositories;
    this.tools = tools;
    this.registry = registry;
    this.marks = marks;
    this.uses = uses;
    this.spool = spool;
  }

  @Override
  public String kind() {
    return Kinds.RESTORE;
  }

  @Override
  public Topic requests() {
    return Topics.RESTORE_REQUESTED;
  }

  @Override
  public Class<RestoreRequested> commandType() {
    return RestoreRequested.class;
  }

  @Override
  public String permission(RestoreRequested command) {
    return RestoreAdmission.permission(command);
  }

  @Override
  public String physicalName(RestoreRequested command, DatabaseEntry database) {
    return switch (RestoreMode.of(command)) {
      case NEW -> command.getTargetName();
      case SCRATCH ->
          command.getTargetName().isEmpty()
              ? ScratchDatabase.FOR_A_WHILE + KeptName.hash(command.getOperationId())
              : command.getTargetName();
      case REPLACE, UNDO, IN_PLACE -> database.physicalName();
    };
  }

  @Override
  public void admit(RestoreRequested command, DatabaseEntry database) throws OperationFailure {
    RestoreAdmission.check(command, database, registry);
  }

  @Override
  public Outcome handle(Attempt<RestoreRequested> attempt)
      throws OperationFailure, InterruptedException {
    try {
      return way(attempt).handle();
    } catch (SQLException e) {
      throw attempt.explain(e);
    } catch (OperationFailure failure) {
      throw new CopyHint(repositories, attempt).with(failure);
    }
  }

  @Override
  public void abandon(Attempt<RestoreRequested> attempt)
      throws OperationFailure, InterruptedException {
    try {
      way(attempt).abandon();
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private Way way(Attempt<RestoreRequested> attempt) throws OperationFailure {
    return switch (RestoreMode.of(attempt.command())) {
      case NEW, SCRATCH -> new Creation(attempt, restoreTools(attempt));
      case REPLACE -> new Replacement(attempt, restoreTools(attempt));
      case IN_PLACE -> new InPlace(attempt, restoreTools(attempt));
      case UNDO -> new Undoing(attempt, marks);
    };
  }

  private RestoreTools restoreTools(Attempt<RestoreRequested> attempt) throws OperationFailure {
    DatabaseEntry database = attempt.target().entry();
    BackupRepository repository =
        attempt.command().getFromCopy()
            ? repositories.requireCopiesOf(database)
            : repositories.of(database);
    Keys keys = new Keys(database.policy().backup().encryption());
    return new RestoreTools(
        repository, new ArchiveReader(repository, keys), tools, marks, uses, spool);
  }
}
