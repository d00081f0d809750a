package io.drover.backup.exchange;

import com.github.luben.zstd.ZstdIOException;
import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.archive.ByteMeter;
import io.drover.backup.encryption.Sealing;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.backup.script.ScriptException;
import io.drover.backup.script.ScriptSummary;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.Compression;
import io.drover.service.target.DumpFormat;
import io.drover.service.target.Policy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.zip.ZipException;

/** Stores a dump as a backup, in one attempt; its manifest comes last. */
final class ImportRun {
  private final Attempt<MaintenanceRequested> attempt;
  private final BackupRepository repository;
  private final PostgresTools tools;
  private final ExchangeFolder folder;
  private final BackupId id;
  private final ArchiveWriter writer;
  private final long startedNanos = System.nanoTime();

  ImportRun(
      Attempt<MaintenanceRequested> attempt,
      BackupRepository repository,
      PostgresTools tools,
      ExchangeFolder folder,
      BackupId id)
      throws OperationFailure {
    this.attempt = attempt;
    this.repository = repository;
    this.tools = tools;
    this.folder = folder;
    this.id = id;
    Policy.Backup policy = attempt.target().entry().policy().backup();
    Compression compression = policy.dump().compression();
    this.writer = ArchiveWriter.of(compression, Sealing.of(policy.encryption()));
  }

  /** What is known when the dump is stored and not yet committed. */
  record Stored(
      DumpFormat format,
      ArchiveWriter writer,
      String archiveFile,
      Written written,
      ScriptSummary summary,
      Path file,
      long fileBytes,
      String fileSha256,
      DatabaseProperties properties,
      long startedNanos) {}

  Manifest run() throws OperationFailure, InterruptedException {
    Path file = folder.toImport(String.valueOf(attempt.command().getPath()));
    try (SourceFile source = new SourceFile(file);
        NewBackup backup =
            repository.begin(attempt.target().entry().name(), id, attempt.number())) {
      attempt.reached("import-begun");
      return commit(backup, stored(backup, file, source));
    } catch (SQLException e) {
      throw attempt.explain(e);
    } catch (EOFException | ZipException | ZstdIOException e) {
      throw cutOff(file, e);
    } catch (ScriptException e) {
      throw e.failure().causedBy(e);
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private Stored stored(NewBackup backup, Path file, SourceFile source)
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
      attempt.reached("import-written");
      return new Stored(
          form.format(),
          writer,
          backup.file(),
          written,
          summary,
          file,
          source.bytes(),
          sha256,
          properties,
          startedNanos);
    } catch (StoreException e) {
      throw backup.explain(e.error());
    }
  }

  private ByteMeter meter(SourceFile source) {
    return new ByteMeter() {
      private boolean running;

      @Override
      public void soFar(long bytes) throws InterruptedException {
        if (!running) {
          running = true;
          attempt.reached("import-running");
        }
        attempt.progress().done(Math.min(source.read(), source.bytes()));
      }
    };
  }

  private Manifest commit(NewBackup backup, Stored stored)
      throws OperationFailure, InterruptedException {
    attempt.reached("before-manifest");
    attempt.fence();
    Manifest own = ImportManifest.of(attempt, id, stored);
    Manifest published = backup.commit(own);
    attempt.reached("manifest-written");
    if (published.equals(own)) {
      backup.removeOthers();
    }
    return published;
  }

  private static OperationFailure cutOff(Path file, IOException error) {
    return OperationFailure.of(
            FailureCode.BACKUP_CORRUPT,
            "The file " + file.getFileName() + " cannot be unpacked: it is damaged or cut off.",
            "Take a whole copy of it.")
        .causedBy(error);
  }
}
