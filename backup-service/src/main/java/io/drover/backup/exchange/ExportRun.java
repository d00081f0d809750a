package io.drover.backup.exchange;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.repository.DurableFiles;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Writes a backup out, in one attempt. It has its name when it is whole; the name is the
 * operation's own, so nothing that is there is ever overwritten.
 */
final class ExportRun {
  private static final int OPERATION_DIGITS = 8;

  private final Attempt<MaintenanceRequested> attempt;
  private final ArchiveReader reader;
  private final Path exports;
  private final ExchangeFolder folder;

  ExportRun(
      Attempt<MaintenanceRequested> attempt,
      ArchiveReader reader,
      Path exports,
      ExchangeFolder folder) {
    this.attempt = attempt;
    this.reader = reader;
    this.exports = exports;
    this.folder = folder;
  }

  ExportedFile of(Manifest manifest) throws OperationFailure, InterruptedException {
    ExportForm form = ExportForm.of(manifest);
    Path file =
        exports.resolve(manifest.database() + "-" + manifest.backupId() + mark() + form.suffix());
    try {
      if (!Files.exists(file)) {
        attempt.fence();
        removeUnfinished(attempt, exports);
        write(form, manifest, file);
      }
      return form.describe(file);
    } catch (SinkException e) {
      throw folder.unusable(e.getCause() instanceof IOException cause ? cause : e);
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private void write(ExportForm form, Manifest manifest, Path file)
      throws IOException, OperationFailure, InterruptedException {
    attempt.progress().phase("verifying", "bytes", manifest.archive().bytes());
    reader.verify(manifest, attempt.progress()::done);
    attempt.reached("archive-verified");
    attempt.progress().phase("exporting", "bytes", manifest.archive().bytes());
    Path unfinished = exports.resolve("." + mark(attempt) + "-" + attempt.number() + ".unfinished");
    try {
      form.write(reader, manifest, unfinished, attempt.progress()::done);
      attempt.reached("export-written");
      attempt.fence();
      DurableFiles.publish(unfinished, file);
    } finally {
      ExportForm.delete(unfinished);
    }
    attempt.reached("export-published");
  }

  /** Removes what the attempts of an operation left. */
  static void removeAll(Attempt<MaintenanceRequested> attempt, ExchangeFolder folder)
      throws OperationFailure {
    if (folder.root() == null) {
      return;
    }
    Path exports = folder.forExports();
    try {
      removeUnfinished(attempt, exports);
      remove(exports, "*-" + mark(attempt) + ".{dump,sql,dir}");
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private static void removeUnfinished(Attempt<MaintenanceRequested> attempt, Path exports)
      throws IOException {
    remove(exports, "." + mark(attempt) + "-*.unfinished");
  }

  private static void remove(Path exports, String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(exports, glob)) {
      for (Path file : files) {
        ExportForm.delete(file);
      }
    }
  }

  private String mark() {
    return "-" + mark(attempt);
  }

  private static String mark(Attempt<MaintenanceRequested> attempt) {
    byte[] hash =
        SourceFile.sha256().digest(attempt.operationId().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, OPERATION_DIGITS);
  }
}
