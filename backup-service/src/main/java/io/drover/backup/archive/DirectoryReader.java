package io.drover.backup.archive;

import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.service.target.Codec;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks the tar of a directory dump. Whoever could write the archive could name its entries: only
 * files that pg_dump makes come out, directly in the folder, each once, and no more bytes than the
 * manifest states.
 *
 * @param limit bytes of all files
 */
record DirectoryReader(Codec codec, Path folder, long limit) {
  private static final int BUFFER = 256 * 1024;

  /**
   * Unpacks to the end of the tar.
   *
   * @throws SinkException the folder took no more
   * @throws IOException the tar cannot be read, or holds what it should not
   */
  void unpack(InputStream stored, ByteMeter meter) throws IOException, InterruptedException {
    TarArchiveInputStream tar = new TarArchiveInputStream(stored);
    long left = limit;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      String name =
          DirectoryNames.unpacked(entry.getName(), codec)
              .filter(_ -> isFile(tar.getCurrentEntry()))
              .orElseThrow(() -> new ZipException("an entry that pg_dump does not make"));
      Codec packed = DirectoryNames.isPlain(name) ? Codec.NONE : codec;
      try (InputStream content = Codecs.unpack(packed, new OpenEnd(tar))) {
        left -= extract(content, folder.resolve(name), left, meter);
      }
    }
  }

  /**
   * Passes on the content of one of the files, and nothing when it is not there.
   *
   * @throws SinkException the sink took no more
   */
  void copy(InputStream stored, String file, OutputStream sink)
      throws IOException, InterruptedException {
    TarArchiveInputStream tar = new TarArchiveInputStream(stored);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.getName().equals(file)) {
        copy(tar, sink, limit, _ -> {});
        return;
      }
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
  }

  private static long extract(InputStream content, Path file, long limit, ByteMeter meter)
      throws IOException, InterruptedException {
    try (OutputStream sink = create(file)) {
      return copy(content, sink, limit, meter);
    }
  }

  static long copy(InputStream content, OutputStream sink, long limit, ByteMeter meter)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    long copied = 0;
    int count;
    while ((count = content.read(buffer, 0, BUFFER)) >= 0) {
      copied += count;
      if (copied > limit) {
        throw new ZipException("more than its manifest states");
      }
      ArchiveReader.write(sink, buffer, count);
      meter.soFar(copied);
    }
    return copied;
  }

  static OutputStream create(Path file) throws SinkException {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new SinkException(e);
    }
  }

  /** The end of an entry is not the end of the tar. */
  private static final class OpenEnd extends FilterInputStream {
    OpenEnd(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // Others have yet to read.
    }
  }
}
