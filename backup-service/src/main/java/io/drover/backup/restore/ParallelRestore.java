package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.repository.Manifest;
import io.drover.backup.spool.Spool;
import io.drover.backup.spool.SpoolFolder;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Restores a backup of format directory by several processes at once, which need it unpacked.
 *
 * @param jobs how many processes
 */
record ParallelRestore(Attempt<?> attempt, ArchiveReader reader, Spool spool, int jobs) {

  /** Whether there is room to unpack it. */
  Optional<Finding> room(Manifest manifest) throws OperationFailure {
    long usable = spool.usable();
    long needed = manifest.archive().dumpBytes();
    return usable >= needed
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                FailureCode.DISK_FULL,
                "The spool's disk has "
                    + usable
                    + " bytes left; unpacked the backup has "
                    + needed
                    + ".",
                "Give the service a DROVER_SPOOL on a larger disk."));
  }

  /** As {@link PgRestore#run}. */
  void run(PostgresTool tool, Manifest manifest, String database, List<String> options)
      throws OperationFailure, InterruptedException {
    attempt.progress().phase("restoring", "bytes", manifest.archive().bytes());
    try (SpoolFolder folder = spool.begin()) {
      unpack(manifest, folder);
      attempt.reached("archive-unpacked");
      List<String> parallel = new ArrayList<>(options);
      parallel.addAll(List.of("--format=directory", "--jobs=" + jobs));
      try (ChildProcess child =
          attempt.start(PgRestore.request(tool, database, parallel, folder.dump().toString()))) {
        attempt.reached("restore-running");
        int exitCode = child.await();
        if (exitCode != 0) {
          throw ToolErrors.explain(PgRestore.NAME, exitCode, child.errorTail());
        }
      }
    }
  }

  private void unpack(Manifest manifest, SpoolFolder folder)
      throws OperationFailure, InterruptedException {
    try {
      reader.unpack(manifest, folder.makeDump(), attempt.progress()::done);
    } catch (SinkException e) {
      throw spool.explain(e.error());
    }
  }
}
