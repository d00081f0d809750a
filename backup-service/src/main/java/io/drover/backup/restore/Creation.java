package io.drover.backup.restore;

import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores into a database whose name is free: for good, or for a while. */
final class Creation implements Way {
  private final Attempt<RestoreRequested> attempt;
  private final RestoreTools tools;
  private final RestoreMode mode;
  private final String name;

  Creation(Attempt<RestoreRequested> attempt, RestoreTools tools) {
    this.attempt = attempt;
    this.tools = tools;
    this.mode = RestoreMode.of(attempt.command());
    this.name = attempt.target().physicalName();
  }

  @Override
  public Outcome handle() throws OperationFailure, InterruptedException, SQLException {
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    try {
      Optional<Restored> before = restoredBefore();
      Restored restored = before.isPresent() ? before.get() : restore();
      boolean compared = tools.compared(attempt.target().entry().name(), restored);
      @Nullable Instant expiresAt = new ForAWhile(attempt).expiresAt();
      attempt.reached("done");
      return new Outcome.Done(
          header ->
              RestoreSucceeded.newBuilder()
                  .setHeader(header)
                  .setBackupId(restored.backupId())
                  .setTargetName(name)
                  .setTables(restored.tables())
                  .setRows(restored.rows())
                  .setDurationMillis(restored.durationMillis())
                  .setMode(mode.word())
                  .setExpiresAt(expiresAt)
                  .setWarnings(restored.warnings())
                  .setRowsCompared(compared)
                  .build());
    } catch (SQLException e) {
      if ("42P04".equals(e.getSQLState())) {
        throw exists();
      }
      throw e;
    }
  }

  private Restored restore() throws OperationFailure, InterruptedException, SQLException {
    Wanted wanted =
        Wanted.of(
            attempt, BackupChoice.take(tools.repository(), tools.uses(), attempt), tools.reader());
    RestoreRun run = new RestoreRun(attempt, wanted, tools);
    ScratchDatabase scratch = run.fill();
    Restored restored = run.restored();
    // Connected before the fence: whoever takes over afterwards ends this connection, and with it
    // the rename.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.reached("before-rename");
      attempt.fence();
      tools.marks().write(key(scratch.oid()), restored);
      if (mode == RestoreMode.SCRATCH) {
        new ForAWhile(attempt).publish(maintenance, scratch, wanted.properties());
      } else {
        Publication.publish(maintenance, scratch.name(), name, wanted.properties());
      }
    }
    attempt.reached("renamed");
    return restored;
  }

  /**
   * The result of an attempt that was killed after its rename; a database of other origin is a
   * failure.
   */
  private Optional<Restored> restoredBefore() throws OperationFailure, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      long oid = ScratchDatabase.oid(maintenance, name);
      Optional<Restored> mark = tools.marks().find(key(oid));
      if (oid != 0 && mark.isEmpty()) {
        throw exists();
      }
      return mark;
    }
  }

  /**
   * Drops what was made, under its own name or, if the rename was never announced, under the final
   * one. It takes no lock: the operation may end while it waits for the lock of others.
   */
  @Override
  public void abandon() throws OperationFailure, InterruptedException, SQLException {
    // Connected before the fence: whoever takes over afterwards ends this connection.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      EarlierSessions.end(maintenance);
      ScratchDatabase.dropAll(maintenance, ScratchDatabase.PREFIX, attempt.operationId());
      if (tools.marks().find(key(ScratchDatabase.oid(maintenance, name))).isPresent()) {
        ScratchDatabase.drop(maintenance, name);
      }
    }
  }

  private RestoreMarks.Key key(long oid) {
    return new RestoreMarks.Key(attempt.operationId(), attempt.target().server().name(), oid, name);
  }

  private OperationFailure exists() {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The database " + name + " exists already.",
        "Restore under another name: --as OTHER_NAME, or in a request another targetName and a new"
            + " operationId.");
  }
}
