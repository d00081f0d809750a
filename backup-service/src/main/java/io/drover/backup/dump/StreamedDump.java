package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveStream;
import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import java.io.IOException;
import java.sql.SQLException;

/** A dump that pg_dump writes to its standard output: custom or plain. */
record StreamedDump(
    Attempt<BackupRequested> attempt,
    ArchiveWriter writer,
    ProcessRequest request,
    String suffix,
    long estimate)
    implements Dump {

  @Override
  public Stored write(NewBackup backup, Counting counting)
      throws OperationFailure, InterruptedException, SQLException {
    try (ChildProcess child = attempt.start(request)) {
      Written written = copy(child, backup, counting);
      return new Stored(written, child.errorTail());
    }
  }

  private Written copy(ChildProcess child, NewBackup backup, Counting counting)
      throws OperationFailure, InterruptedException, SQLException {
    Upload upload = backup.create("database", suffix + writer.suffix());
    try (ArchiveStream archive = writer.begin(upload)) {
      long bytes = archive.copy(child.output(), new DumpMeter(attempt, estimate));
      // A pipe ends in the same way when pg_dump was killed: nothing is finished for that.
      requireWhole(child, counting, bytes);
      Written written = archive.finish();
      backup.complete(upload);
      return written;
    } catch (StoreException e) {
      throw backup.explain(e.error());
    } catch (IOException e) {
      throw ToolErrors.explain(PgDump.NAME, child.await(), child.errorTail()).causedBy(e);
    }
  }

  private static void requireWhole(ChildProcess child, Counting counting, long bytes)
      throws OperationFailure, InterruptedException, SQLException {
    int exitCode = child.await();
    if (exitCode != 0 || bytes == 0) {
      counting.requireSound();
      throw ToolErrors.explain(PgDump.NAME, exitCode, child.errorTail());
    }
  }
}
