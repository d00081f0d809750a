package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.archive.DirectoryWriter;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.backup.spool.Spool;
import io.drover.backup.spool.SpoolFolder;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTool;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * A dump by several processes at once, in pg_dump's directory format. It is written into the spool;
 * each file goes to the repository as soon as it is finished.
 */
record DirectoryDump(
    Attempt<BackupRequested> attempt,
    ArchiveWriter writer,
    Spool spool,
    PostgresTool tool,
    SnapshotState state,
    int jobs)
    implements Dump {
  static final long POLL_MILLIS = 50;

  @Override
  public Stored write(NewBackup backup, Counting counting)
      throws OperationFailure, InterruptedException, SQLException {
    long room = spool.room();
    try (SpoolFolder folder = spool.begin()) {
      attempt.reached("spool-made");
      DumpWords words = new DumpWords();
      try (ChildProcess child =
          attempt.start(
              PgDump.request(
                      tool,
                      state,
                      attempt.target().entry().policy().lockTimeout(),
                      arguments(folder))
                  .telling(words))) {
        Written written = store(backup, counting, folder, child, words, room);
        return new Stored(written, words.said());
      }
    }
  }

  private List<String> arguments(SpoolFolder folder) {
    return List.of(
        "--format=directory",
        "--file=" + folder.dump(),
        "--jobs=" + jobs,
        "--verbose",
        // Files are taken from under it, and the store makes its own durable.
        "--no-sync");
  }

  private Written store(
      NewBackup backup,
      Counting counting,
      SpoolFolder folder,
      ChildProcess child,
      DumpWords words,
      long room)
      throws OperationFailure, InterruptedException, SQLException {
    Upload upload = backup.create("database", DirectoryWriter.suffix(writer));
    try {
      DirectoryWriter archive = new DirectoryWriter(writer, upload);
      Draining draining =
          new Draining(folder.dump(), archive, new DumpMeter(attempt, state.estimatedBytes()));
      try (Pressure pressure = Pressure.start(child, folder, room)) {
        drain(child, words, pressure, draining);
      }
      int exitCode = child.await();
      if (exitCode != 0) {
        counting.requireSound();
        throw ToolErrors.explain(PgDump.NAME, exitCode, words.said());
      }
      attempt.reached("spool-drained");
      draining.rest();
      Written written = archive.finish();
      backup.complete(upload);
      return written;
    } catch (StoreException e) {
      throw backup.explain(e.error());
    } catch (IOException e) {
      throw spool.explain(e);
    }
  }

  private static void drain(
      ChildProcess child, DumpWords words, Pressure pressure, Draining draining)
      throws OperationFailure, InterruptedException, IOException {
    while (child.isAlive() || words.waiting()) {
      OptionalLong item = words.next(POLL_MILLIS);
      if (item.isPresent()) {
        draining.finished(item.getAsLong());
        pressure.drained();
      } else {
        pressure.nothingToDrain();
      }
    }
  }
}
