package io.drover.backup.exchange;

import io.drover.backup.archive.StockDirectory;
import io.drover.backup.spool.Spool;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.TocEntry;
import io.drover.backup.toc.TocException;
import io.drover.backup.toc.TocOutput;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the rows which a directory archive announces are there to their end: pg_restore takes
 * the end of a file for the end of the rows.
 */
final class WholeRows {
  /** What pg_dump writes after the rows of {@code COPY} in every format but plain SQL. */
  private static final byte[] END = "\\.\n\n\n".getBytes(StandardCharsets.US_ASCII);

  private WholeRows() {}

  /**
   * Looks at the end of each file.
   *
   * @param dump the folder, nothing in it compressed
   * @throws OperationFailure {@code BACKUP_CORRUPT}, {@code VERSION_MISMATCH}: its table of
   *     contents has a form that is not known
   */
  static void require(Path dump, Spool spool) throws OperationFailure {
    try {
      for (TocEntry entry : contents(dump).entries()) {
        @Nullable String copy = entry.copy();
        Path file = dump.resolve(entry.dumpId() + ".dat");
        if (copy != null && !copy.isEmpty() && entry.dumper() == 1 && !isWhole(file)) {
          throw OperationFailure.of(
              FailureCode.BACKUP_CORRUPT,
              "The rows of the table "
                  + entry.name()
                  + " are missing or cut off, in "
                  + file.getFileName()
                  + ".",
              "Take a whole copy of the directory archive.");
        }
      }
    } catch (TocException e) {
      throw OperationFailure.of(
              FailureCode.VERSION_MISMATCH,
              "The table of contents of the directory archive " + e.getMessage() + ".",
              "pg_restore --file=dump.sql FOLDER # and import the SQL")
          .causedBy(e);
    } catch (IOException e) {
      throw spool.explain(e);
    }
  }

  private static ArchiveToc contents(Path dump) throws IOException {
    AtomicReference<@Nullable ArchiveToc> seen = new AtomicReference<>();
    TocOutput output =
        new TocOutput(
            OutputStream.nullOutputStream(),
            toc -> {
              seen.set(toc);
              return toc;
            });
    Files.copy(dump.resolve(StockDirectory.TABLE_OF_CONTENTS), output);
    output.complete();
    @Nullable ArchiveToc toc = seen.get();
    if (toc == null) {
      throw new IOException("the table of contents was not read");
    }
    return toc;
  }

  private static boolean isWhole(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      if (content.length() < END.length) {
        return false;
      }
      byte[] end = new byte[END.length];
      content.seek(content.length() - END.length);
      content.readFully(end);
      return Arrays.equals(end, END);
    }
  }
}
