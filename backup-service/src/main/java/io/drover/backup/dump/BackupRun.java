package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.archive.ByteMeter;
import io.drover.backup.dump.Counting.Counted;
import io.drover.backup.encryption.Sealing;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.LockMode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the backup of one attempt, from the lock to the commit. */
final class BackupRun {
  private final Attempt<BackupRequested> attempt;
  private final BackupRepository repository;
  private final PostgresTools tools;
  private final ArchiveWriter writer;
  private final BackupId id;
  private final Sealing sealing;
  private final Duration lockTimeout;

  BackupRun(
      Attempt<BackupRequested> attempt,
      BackupRepository repository,
      PostgresTools tools,
      ArchiveWriter writer,
      BackupId id)
      throws OperationFailure {
    this.attempt = attempt;
    this.repository = repository;
    this.tools = tools;
    this.writer = writer;
    this.id = id;
    this.sealing = Sealing.of(attempt.target().entry().policy().backup().encryption());
    this.lockTimeout = attempt.target().entry().policy().lockTimeout();
  }

  /** What is known when the dump is complete and not yet committed. */
  record Dumped(
      SnapshotState state,
      PostgresTool tool,
      String serverVersion,
      int level,
      Manifest.@Nullable Encryption encryption,
      String archiveFile,
      Written written,
      Counted counted,
      String said,
      Instant startedAt,
      long startedNanos) {}

  Manifest run() throws OperationFailure, InterruptedException {
    attempt.lock(LockMode.SHARED);
    attempt.reached("lock-held");
    try (NewBackup backup =
        repository.begin(attempt.target().entry().name(), id, attempt.number())) {
      return commit(backup, dump(backup));
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private Dumped dump(NewBackup backup)
      throws SQLException, OperationFailure, InterruptedException {
    try (Connection connection = attempt.connect()) {
      PostgresTool tool = tools.dumpFor(connection.getMetaData().getDatabaseMajorVersion());
      Instant startedAt = Manifests.now(attempt);
      long startedNanos = System.nanoTime();
      SnapshotState state = SnapshotReader.take(connection, lockTimeout);
      attempt.reached("snapshot-taken");
      try (ChildProcess child = attempt.start(PgDump.request(tool, state, lockTimeout));
          Counting counting = Counting.start(connection, state.tables(), hashed())) {
        Written written = copy(child, backup, counting, state.estimatedBytes());
        attempt.reached("dump-written");
        return new Dumped(
            state,
            tool,
            connection.getMetaData().getDatabaseProductVersion(),
            writer.level(),
            sealing.description(),
            backup.file(),
            written,
            counting.await(),
            child.errorTail(),
            startedAt,
            startedNanos);
      }
    }
  }

  private boolean hashed() {
    return attempt.target().entry().policy().verification().contentHashes();
  }

  private Written copy(ChildProcess child, NewBackup backup, Counting counting, long estimate)
      throws OperationFailure, InterruptedException, SQLException {
    attempt.progress().phase("dumping", "bytes", estimate);
    Written written;
    Upload upload = backup.create("database", ".dump.zst" + sealing.suffix());
    try {
      written = writer.write(child.output(), upload, sealing, meter(estimate));
    } catch (StoreException e) {
      throw backup.explain(e.error());
    } catch (IOException e) {
      throw ToolErrors.explain(PgDump.NAME, child.await(), child.errorTail()).causedBy(e);
    }
    int exitCode = child.await();
    if (exitCode != 0 || written.dumpBytes() == 0) {
      counting.requireSound();
      throw ToolErrors.explain(PgDump.NAME, exitCode, child.errorTail());
    }
    backup.complete(upload);
    attempt.progress().done(estimate);
    return written;
  }

  /** An estimate that is too small must not show more than all. */
  private ByteMeter meter(long estimate) {
    return new ByteMeter() {
      private boolean running;

      @Override
      public void soFar(long bytes) throws InterruptedException {
        if (!running) {
          running = true;
          attempt.reached("dump-running");
        }
        attempt.progress().done(estimate == 0 ? bytes : Math.min(bytes, estimate));
      }
    };
  }

  private Manifest commit(NewBackup backup, Dumped dumped)
      throws OperationFailure, InterruptedException {
    attempt.reached("before-manifest");
    attempt.fence();
    Manifest own = Manifests.of(attempt, id, dumped);
    Manifest published = backup.commit(own);
    attempt.reached("manifest-written");
    if (published.equals(own)) {
      backup.removeOthers();
    }
    return published;
  }
}
