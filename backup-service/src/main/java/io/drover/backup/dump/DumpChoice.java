package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.ProcessRequest;
import io.drover.service.target.DumpFormat;
import java.time.Duration;
import java.util.List;

/** Decides on the format of a dump, once the snapshot tells how large the tables are. */
record DumpChoice(Attempt<BackupRequested> attempt, DumpOptions options, ArchiveWriter writer) {

  /** The format that the snapshot is dumped in. */
  DumpFormat format(SnapshotState state) {
    return options.format() == DumpFormat.AUTO ? DumpFormat.CUSTOM : options.format();
  }

  /** The dump of the snapshot in that format. */
  Dump dump(PostgresTool tool, SnapshotState state) {
    DumpFormat format = format(state);
    return streamed(tool, state, format, format == DumpFormat.PLAIN ? ".sql" : ".dump");
  }

  private Dump streamed(PostgresTool tool, SnapshotState state, DumpFormat format, String suffix) {
    Duration lockTimeout = attempt.target().entry().policy().lockTimeout();
    ProcessRequest request =
        PgDump.request(tool, state, lockTimeout, List.of("--format=" + format.word()));
    return new StreamedDump(attempt, writer, request, suffix, state.estimatedBytes());
  }
}
