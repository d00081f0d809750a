package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.content.Table;
import io.drover.backup.spool.Spool;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.ProcessRequest;
import io.drover.service.target.DumpFormat;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides on the format of a dump, once the snapshot tells how large the tables are. */
record DumpChoice(
    Attempt<BackupRequested> attempt, DumpOptions options, ArchiveWriter writer, Spool spool) {
  /** Below it the processes of a parallel dump cost more than they save. */
  static final long WORTH_PARALLEL = 1L << 30;

  /** With one process pg_dump tells nothing before the end. */
  private static final int FEWEST_JOBS = 2;

  /**
   * The format that the snapshot is dumped in.
   *
   * @throws OperationFailure {@code DISK_FULL}: directory was asked for, and the spool has no room
   */
  DumpFormat format(SnapshotState state) throws OperationFailure {
    return switch (options.format()) {
      case AUTO -> worthParallel(state) ? DumpFormat.DIRECTORY : DumpFormat.CUSTOM;
      case DIRECTORY -> {
        requireRoom(state);
        yield DumpFormat.DIRECTORY;
      }
      case CUSTOM, PLAIN -> options.format();
    };
  }

  private boolean worthParallel(SnapshotState state) throws OperationFailure {
    return options.jobs() > 1
        && state.estimatedBytes() + state.largeObjectBytes() > WORTH_PARALLEL
        && largest(state) <= spool.room()
        && state.tables().stream().allMatch(table -> isOneLine(table.schema() + table.name()));
  }

  /** A line break in a name could look like words of pg_dump. */
  private static boolean isOneLine(String name) {
    return name.chars().noneMatch(Character::isISOControl);
  }

  private static long largest(SnapshotState state) {
    long table = state.tables().stream().mapToLong(Table::bytes).max().orElse(0);
    return Math.max(table, state.largeObjectBytes());
  }

  private void requireRoom(SnapshotState state) throws OperationFailure {
    long room = spool.room();
    if (largest(state) <= room) {
      return;
    }
    Optional<Table> table = state.tables().stream().max(Comparator.comparingLong(Table::bytes));
    boolean objects = table.isEmpty() || table.get().bytes() < state.largeObjectBytes();
    throw OperationFailure.of(
        FailureCode.DISK_FULL,
        (objects ? "The large objects have " : "The table " + table.get().quoted() + " has ")
            + largest(state)
            + " bytes; the spool of format directory has room for "
            + room
            + ".",
        "./drover backup "
            + attempt.target().entry().name()
            + " --format custom # or give the service a larger DROVER_SPOOL_BYTES");
  }

  /** The dump of the snapshot in that format. */
  Dump dump(DumpFormat format, PostgresTool tool, SnapshotState state) {
    return switch (format) {
      case DIRECTORY ->
          new DirectoryDump(
              attempt, writer, spool, tool, state, Math.max(FEWEST_JOBS, options.jobs()));
      case PLAIN -> streamed(tool, state, format, ".sql");
      case AUTO, CUSTOM -> streamed(tool, state, DumpFormat.CUSTOM, ".dump");
    };
  }

  private Dump streamed(PostgresTool tool, SnapshotState state, DumpFormat format, String suffix) {
    Duration lockTimeout = attempt.target().entry().policy().lockTimeout();
    ProcessRequest request =
        PgDump.request(tool, state, lockTimeout, List.of("--format=" + format.word()));
    return new StreamedDump(attempt, writer, request, suffix, state.estimatedBytes());
  }
}
