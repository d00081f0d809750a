package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.repository.Manifest;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.TocException;
import io.drover.backup.toc.TocOutput;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DumpFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a backup holds, read from its archive. */
final class Contents {
  /** Its file in a dump of format directory. */
  static final String FILE = "toc.dat";

  private Contents() {}

  /** Takes nothing: the data behind the table of contents need not be read. */
  private static final class Full extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("enough");
    }
  }

  /**
   * The table of contents. The archive's checksum is not compared, so nothing may be made on its
   * word alone.
   *
   * @throws OperationFailure {@code VERSION_MISMATCH}: it has a form that is not known
   */
  static ArchiveToc read(ArchiveReader reader, Manifest manifest)
      throws OperationFailure, InterruptedException {
    AtomicReference<@Nullable ArchiveToc> seen = new AtomicReference<>();
    TocOutput output =
        new TocOutput(
            new Full(),
            toc -> {
              seen.set(toc);
              return toc;
            });
    try {
      if (manifest.format().equals(DumpFormat.DIRECTORY.word())) {
        reader.copyFile(manifest, FILE, output);
      } else {
        reader.copy(manifest, output, bytes -> {});
      }
      output.complete();
    } catch (SinkException e) {
      if (e.getCause() instanceof TocException unknown) {
        throw unknown(manifest, unknown);
      }
    } catch (TocException e) {
      throw unknown(manifest, e);
    } catch (IOException e) {
      // It was full.
    }
    @Nullable ArchiveToc toc = seen.get();
    if (toc == null) {
      throw unknown(manifest, null);
    }
    return toc;
  }

  static OperationFailure unknown(Manifest manifest, @Nullable TocException why) {
    OperationFailure failure =
        OperationFailure.of(
            FailureCode.VERSION_MISMATCH,
            "The archive of backup "
                + manifest.backupId()
                + " "
                + (why == null ? "ends in its table of contents" : why.getMessage())
                + ", so that no part of it can be chosen or changed.",
            "./drover restore "
                + manifest.database()
                + " --backup "
                + manifest.backupId()
                + " --scratch");
    return why == null ? failure : failure.causedBy(why);
  }
}
