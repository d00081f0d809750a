package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.Manifest;
import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Restores one backup in one attempt, from the lock to the rename. */
final class RestoreRun {
  private final Attempt<RestoreRequested> attempt;
  private final Manifest manifest;
  private final ArchiveReader reader;
  private final PostgresTools tools;
  private final RestoreMarks marks;
  private final String targetName;
  private final Duration lockTimeout;
  private final long startedNanos = System.nanoTime();

  RestoreRun(
      Attempt<RestoreRequested> attempt,
      Manifest manifest,
      ArchiveReader reader,
      PostgresTools tools,
      RestoreMarks marks) {
    this.attempt = attempt;
    this.manifest = manifest;
    this.reader = reader;
    this.tools = tools;
    this.marks = marks;
    this.targetName = attempt.target().physicalName();
    this.lockTimeout = attempt.target().entry().policy().lockTimeout();
  }

  Restored run() throws OperationFailure, InterruptedException, SQLException {
    ScratchRestore restore =
        new ScratchRestore(attempt, manifest, reader, tools, ScratchRestore.Purpose.OPENED);
    restore.verifyArchive();
    ScratchDatabase scratch = restore.fill();
    check(scratch);
    return publish(scratch);
  }

  private void check(ScratchDatabase scratch)
      throws OperationFailure, InterruptedException, SQLException {
    try (Connection connection = attempt.connect(scratch.name())) {
      attempt.progress().phase("analyzing", "rows", 0);
      RestoredRows.analyze(connection, lockTimeout);
      attempt.reached("analyzed");
      attempt.progress().phase("counting", "rows", manifest.rows());
      RestoredRows.check(connection, manifest);
      attempt.progress().done(manifest.rows());
    }
  }

  private Restored publish(ScratchDatabase scratch)
      throws OperationFailure, InterruptedException, SQLException {
    Restored restored =
        new Restored(
            manifest.backupId(),
            manifest.tables(),
            manifest.rows(),
            Duration.ofNanos(System.nanoTime() - startedNanos).toMillis());
    // Connected before the fence: whoever takes over afterwards ends this connection, and with it
    // the rename.
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.reached("before-rename");
      attempt.fence();
      marks.write(key(scratch.oid()), restored);
      Publication.publish(maintenance, scratch.name(), targetName, manifest.properties());
    }
    attempt.reached("renamed");
    return restored;
  }

  private RestoreMarks.Key key(long oid) {
    return new RestoreMarks.Key(
        attempt.operationId(), attempt.target().server().name(), oid, targetName);
  }
}
