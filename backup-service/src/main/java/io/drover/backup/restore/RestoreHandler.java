package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Restores a backup into a new database. It is filled under a name of its own, compared with the
 * manifest and renamed at the end: nobody sees it before it is whole.
 */
public final class RestoreHandler implements OperationHandler<RestoreRequested> {
  private final BackupRepository repository;
  private final ArchiveReader reader;
  private final PostgresTools tools;
  private final DatabaseRegistry registry;
  private final RestoreMarks marks;

  /** A handler that restores from this repository. */
  public RestoreHandler(
      BackupRepository repository,
      PostgresTools tools,
      DatabaseRegistry registry,
      RestoreMarks marks) {
    this.repository = repository;
    this.reader = new ArchiveReader(repository);
    this.tools = tools;
    this.registry = registry;
    this.marks = marks;
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
  public String physicalName(RestoreRequested command, DatabaseEntry database) {
    return command.getTargetName();
  }

  @Override
  public void admit(RestoreRequested command, DatabaseEntry database) throws OperationFailure {
    RestoreAdmission.check(command, database, registry);
  }

  @Override
  public Outcome handle(Attempt<RestoreRequested> attempt)
      throws OperationFailure, InterruptedException {
    try {
      attempt.lock(LockMode.EXCLUSIVE);
      attempt.reached("lock-held");
      Optional<Restored> before = restoredBefore(attempt);
      Restored restored = before.isPresent() ? before.get() : restore(attempt);
      attempt.reached("done");
      return new Outcome.Done(
          header ->
              new RestoreSucceeded(
                  header,
                  restored.backupId(),
                  attempt.target().physicalName(),
                  restored.tables(),
                  restored.rows(),
                  List.of(),
                  restored.durationMillis()));
    } catch (SQLException e) {
      throw "42P04".equals(e.getSQLState()) ? exists(attempt) : attempt.explain(e);
    }
  }

  private Restored restore(Attempt<RestoreRequested> attempt)
      throws OperationFailure, InterruptedException, SQLException {
    Manifest manifest =
        BackupChoice.find(
            repository, attempt.target().entry().name(), attempt.command().getBackupId());
    return new RestoreRun(attempt, manifest, reader, tools, marks).run();
  }

  /**
   * The result of an attempt that was killed after its rename; a database of other origin is a
   * failure.
   */
  private Optional<Restored> restoredBefore(Attempt<RestoreRequested> attempt)
      throws OperationFailure, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      long oid = ScratchDatabase.oid(maintenance, attempt.target().physicalName());
      Optional<Restored> mark = mark(attempt, oid);
      if (oid != 0 && mark.isEmpty()) {
        throw exists(attempt);
      }
      return mark;
    }
  }

  private Optional<Restored> mark(Attempt<RestoreRequested> attempt, long oid)
      throws OperationFailure {
    return marks.find(
        new RestoreMarks.Key(
            attempt.operationId(),
            attempt.target().server().name(),
            oid,
            attempt.target().physicalName()));
  }

  /**
   * Drops what was made, under its own name or, if the rename was never announced, under the final
   * one. It takes no lock: the operation may end while it waits for the lock of others.
   */
  @Override
  public void abandon(Attempt<RestoreRequested> attempt)
      throws OperationFailure, InterruptedException {
    String target = attempt.target().physicalName();
    // Connected before the fence: whoever takes over afterwards ends this connection.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      ScratchDatabase.endLeftovers(maintenance);
      ScratchDatabase.dropAll(maintenance, ScratchDatabase.PREFIX, attempt.operationId());
      if (mark(attempt, ScratchDatabase.oid(maintenance, target)).isPresent()) {
        ScratchDatabase.drop(maintenance, target);
      }
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private static OperationFailure exists(Attempt<RestoreRequested> attempt) {
    String target = attempt.target().physicalName();
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The database " + target + " exists already.",
        "Send the request again under a new operationId and with another targetName.");
  }
}
