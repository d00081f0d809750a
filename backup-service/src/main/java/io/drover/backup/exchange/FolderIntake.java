package io.drover.backup.exchange;

import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.archive.DirectoryWriter;
import io.drover.backup.archive.StockDirectory;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.backup.script.ScriptSummary;
import io.drover.backup.spool.Spool;
import io.drover.backup.spool.SpoolFolder;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DumpFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stores a directory archive. It is unpacked into the spool first: pg_restore, which tells whether
 * it is whole, reads its files in an order of its own.
 */
record FolderIntake(
    Attempt<MaintenanceRequested> attempt,
    PostgresTools tools,
    Spool spool,
    ArchiveWriter writer,
    Path folder)
    implements Intake {

  @Override
  public Stored store(NewBackup backup)
      throws IOException, SQLException, OperationFailure, InterruptedException {
    StockDirectory source = StockDirectory.of(folder);
    DatabaseProperties properties = LiveProperties.of(attempt);
    try (SpoolFolder spooled = spool.begin()) {
      Path dump = spooled.makeDump();
      attempt.progress().phase("unpacking", "bytes", source.bytes());
      attempt.reached("import-running");
      String sha256 = source.unpack(dump, attempt.progress()::done);
      ScriptSummary summary = checked(dump);
      Written written = pack(backup, dump);
      return new Stored(
          DumpFormat.DIRECTORY,
          writer,
          backup.file(),
          written,
          summary,
          folder,
          source.bytes(),
          sha256,
          properties);
    } catch (StoreException e) {
      throw backup.explain(e.error());
    } catch (SinkException e) {
      throw spool.explain(e.error());
    }
  }

  private ScriptSummary checked(Path dump) throws OperationFailure, InterruptedException {
    WholeRows.require(dump, spool);
    try (ArchiveText text =
        new ArchiveText(attempt, tools, List.of("--format=directory", dump.toString()))) {
      return text.finish();
    }
  }

  private Written pack(NewBackup backup, Path dump)
      throws StoreException, OperationFailure, InterruptedException {
    try {
      List<Path> files;
      try (Stream<Path> children = Files.list(dump)) {
        // The tables of contents come first: whoever looks at one need not read the rest.
        files = children.sorted((a, b) -> Boolean.compare(holdsRows(a), holdsRows(b))).toList();
      }
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      attempt.progress().phase("storing", "bytes", bytes);
      Upload upload = backup.create("database", DirectoryWriter.suffix(writer));
      DirectoryWriter archive = new DirectoryWriter(writer, upload);
      for (Path file : files) {
        archive.add(file, attempt.progress()::done);
      }
      Written written = archive.finish();
      backup.complete(upload);
      return written;
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw spool.explain(e);
    }
  }

  private static boolean holdsRows(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".dat")
        && !file.endsWith(StockDirectory.TABLE_OF_CONTENTS);
  }
}
