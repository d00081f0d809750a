package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.dump.Counting.Counted;
import io.drover.backup.dump.Dump.Stored;
import io.drover.backup.encryption.Sealing;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.spool.Spool;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DumpFormat;
import io.drover.service.target.LockMode;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** Makes the backup of one attempt, from the lock to the commit. */
final class BackupRun {
  private final Attempt<BackupRequested> attempt;
  private final BackupRepository repository;
  private final PostgresTools tools;
  private final BackupId id;
  private final ArchiveWriter writer;
  private final DumpChoice choice;
  private final Policy policy;

  BackupRun(
      Attempt<BackupRequested> attempt,
      BackupRepository repository,
      PostgresTools tools,
      Spool spool,
      BackupId id)
      throws OperationFailure {
    this.attempt = attempt;
    this.repository = repository;
    this.tools = tools;
    this.id = id;
    this.policy = attempt.target().entry().policy();
    DumpOptions options = DumpOptions.of(attempt.command(), policy.backup().dump());
    this.writer = ArchiveWriter.of(options.compression(), Sealing.of(policy.backup().encryption()));
    this.choice = new DumpChoice(attempt, options, writer, spool);
  }

  /** What is known when the dump is complete and not yet committed. */
  record Dumped(
      SnapshotState state,
      PostgresTool tool,
      String serverVersion,
      DumpFormat format,
      ArchiveWriter writer,
      String archiveFile,
      Stored stored,
      Counted counted,
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
      SnapshotState state =
          SnapshotReader.take(connection, attempt.command(), policy.lockTimeout());
      attempt.reached("snapshot-taken");
      DumpFormat format = choice.format(state);
      Dump dump = choice.dump(format, tool, state);
      try (Counting counting = Counting.start(connection, state.tables(), hashed())) {
        attempt.progress().phase("dumping", "bytes", state.estimatedBytes());
        Stored stored = dump.write(backup, counting);
        attempt.progress().done(state.estimatedBytes());
        attempt.reached("dump-written");
        return new Dumped(
            state,
            tool,
            connection.getMetaData().getDatabaseProductVersion(),
            format,
            writer,
            backup.file(),
            stored,
            counting.await(),
            startedAt,
            startedNanos);
      }
    }
  }

  private boolean hashed() {
    return policy.verification().contentHashes();
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
