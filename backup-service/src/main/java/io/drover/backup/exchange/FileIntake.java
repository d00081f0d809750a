package io.drover.backup.exchange;

import com.github.luben.zstd.ZstdIOException;
import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.archive.ByteMeter;
import io.drover.backup.archive.RunningMeter;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.backup.script.ScriptException;
import io.drover.backup.script.ScriptSummary;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DumpFormat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.zip.ZipException;

/** Stores one file, which is checked while it streams by. */
record FileIntake(
    Attempt<MaintenanceRequested> attempt, PostgresTools tools, ArchiveWriter writer, Path file)
    implements Intake {

  @Override
  public Stored store(NewBackup backup)
      throws IOException, SQLException, OperationFailure, InterruptedException {
    try (SourceFile source = new SourceFile(file)) {
      return store(backup, source);
    } catch (StoreException e) {
      throw backup.explain(e.error());
    } catch (EOFException | ZipException | ZstdIOException e) {
      throw cutOff(e);
    } catch (ScriptException e) {
      throw e.failure().causedBy(e);
    }
  }

  private Stored store(NewBackup backup, SourceFile source)
      throws IOException, SQLException, OperationFailure, InterruptedException {
    DatabaseProperties properties = LiveProperties.of(attempt);
    DumpForm form = DumpForm.of(source.content());
    attempt.progress().phase("importing", "bytes", source.bytes());
    boolean text = form.format() == DumpFormat.PLAIN;
    Upload upload = backup.create("database", (text ? ".sql" : ".dump") + writer.suffix());
    try (DumpCheck check = text ? new TextCheck() : new ArchiveCheck(attempt, tools)) {
      Written written =
          writer.write(new CheckedInput(form.content(), check), upload, meter(source));
      ScriptSummary summary = check.finish();
      String sha256 = source.sha256OfAll();
      backup.complete(upload);
      return new Stored(
          form.format(),
          writer,
          backup.file(),
          written,
          summary,
          file,
          source.bytes(),
          sha256,
          properties);
    }
  }

  private ByteMeter meter(SourceFile source) {
    ByteMeter running = new RunningMeter(attempt, "import-running");
    return bytes -> running.soFar(Math.min(source.read(), source.bytes()));
  }

  private OperationFailure cutOff(IOException error) {
    return OperationFailure.of(
            FailureCode.BACKUP_CORRUPT,
            "The file " + file.getFileName() + " cannot be unpacked: it is damaged or cut off.",
            "Take a whole copy of it.")
        .causedBy(error);
  }
}
