package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.repository.Manifest;
import io.drover.backup.spool.Spool;
import io.drover.backup.spool.SpoolFolder;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.TocException;
import io.drover.backup.toc.TocOutput;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
  void run(PostgresTool tool, Manifest manifest, String database, PgRestore.Terms terms)
      throws OperationFailure, InterruptedException {
    attempt.progress().phase("restoring", "bytes", manifest.archive().bytes());
    try (SpoolFolder folder = spool.begin()) {
      unpack(manifest, folder, terms.change());
      attempt.reached("archive-unpacked");
      List<String> parallel = new ArrayList<>(terms.options());
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

  private void unpack(
      Manifest manifest, SpoolFolder folder, @Nullable UnaryOperator<ArchiveToc> change)
      throws OperationFailure, InterruptedException {
    try {
      reader.unpack(manifest, folder.makeDump(), attempt.progress()::done);
      if (change != null) {
        change(folder.dump().resolve(Contents.FILE), change);
      }
    } catch (SinkException e) {
      throw spool.explain(e.error());
    } catch (TocException e) {
      throw Contents.unknown(manifest, e);
    } catch (IOException e) {
      throw spool.explain(e);
    }
  }

  private static void change(Path file, UnaryOperator<ArchiveToc> change) throws IOException {
    Path changed = file.resolveSibling(file.getFileName() + ".changed");
    try (OutputStream sink = Files.newOutputStream(changed, StandardOpenOption.CREATE_NEW)) {
      TocOutput contents = new TocOutput(sink, change);
      Files.copy(file, contents);
      contents.complete();
    }
    Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
