package io.drover.migration.bundle;

import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks an archive into an empty folder; only plain files and folders come out of it. */
final class BundleArchive {
  private final Path archive;
  private final BundleLimits limits;

  BundleArchive(Path archive, BundleLimits limits) {
    this.archive = archive;
    this.limits = limits;
  }

  /**
   * Writes all of it, or fails and leaves a part for the caller to remove.
   *
   * @param zip whether it is a ZIP file, else a tar file under gzip
   * @throws OperationFailure {@code INVALID_REQUEST}: it is no such archive, too large, or holds
   *     what does not belong there
   */
  void unpack(boolean zip, Path folder) throws OperationFailure, IOException {
    UnpackedFiles files = new UnpackedFiles(folder, limits);
    try {
      if (zip) {
        zip(files);
      } else {
        tar(files);
      }
    } catch (UnpackedFiles.FolderException e) {
      throw e.getCause();
    } catch (IOException | IllegalArgumentException e) {
      throw Refusals.of("it is damaged, or no " + (zip ? "ZIP file" : "tar file under gzip"))
          .causedBy(e);
    }
  }

  private void zip(UnpackedFiles files) throws OperationFailure, IOException {
    requireFew();
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        int type = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
        boolean plain = type == 0 || type == UnixStat.FILE_FLAG || type == UnixStat.DIR_FLAG;
        if (!plain || !zip.canReadEntryData(entry)) {
          throw Refusals.name(entry.getName(), "is a link, a device or encrypted");
        }
        if (entry.isDirectory()) {
          files.folder(entry.getName());
        } else {
          try (InputStream content = zip.getInputStream(entry)) {
            files.file(entry.getName(), content);
          }
        }
      }
    }
  }

  /** Before a list of its entries, which may be many more than the limit, is made. */
  private void requireFew() throws OperationFailure, IOException {
    try (var zip = new java.util.zip.ZipFile(archive.toFile())) {
      if (zip.size() > limits.entries()) {
        throw UnpackedFiles.tooMany(limits);
      }
    }
  }

  private void tar(UnpackedFiles files) throws OperationFailure, IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            GzipCompressorInputStream.builder()
                .setInputStream(Files.newInputStream(archive))
                .setDecompressConcatenated(true)
                .get())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isDirectory()) {
          files.folder(entry.getName());
        } else if (isPlain(entry)) {
          files.file(entry.getName(), tar);
        } else {
          throw Refusals.name(entry.getName(), "is a link, a device or a sparse file");
        }
      }
    }
  }

  private static boolean isPlain(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return (type == TarArchiveEntry.LF_NORMAL || type == TarArchiveEntry.LF_OLDNORM)
        && !entry.isSparse();
  }
}
