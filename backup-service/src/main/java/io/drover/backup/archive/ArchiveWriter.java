package io.drover.backup.archive;

import io.drover.backup.encryption.Sealing;
import io.drover.service.target.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Compresses and encrypts dumps on their way to the repository. Memory is bounded whatever the size
 * of a dump: some buffers here and the codec's own, a few MiB for each worker. Thread-safe.
 *
 * @param sealing encrypts what is stored
 * @param workers threads that compress beside the calling one
 */
public record ArchiveWriter(Compression compression, Sealing sealing, int workers) {

  /** A writer with as many workers as there are processors. */
  public static ArchiveWriter of(Compression compression, Sealing sealing) {
    return new ArchiveWriter(compression, sealing, Runtime.getRuntime().availableProcessors());
  }

  /**
   * What was written.
   *
   * @param dumpBytes bytes before compression
   * @param bytes bytes stored
   * @param sha256 of the bytes stored
   */
  public record Written(long dumpBytes, long bytes, String sha256) {}

  /** An error of one end of the copy, so that it can be told from the other end's. */
  public static final class StoreException extends IOException {
    StoreException(IOException cause) {
      super(cause);
    }

    /** What the store said. */
    public IOException error() {
      return getCause() instanceof IOException cause ? cause : this;
    }
  }

  /** What is added to the name of a file that {@link #write} wrote. */
  public String suffix() {
    return compression.codec().suffix() + sealing.suffix();
  }

  /**
   * Copies a dump to its end, compressed as a whole.
   *
   * @param meter is told, now and then, how many bytes of the dump have been read
   * @throws StoreException the store cannot be written
   * @throws IOException the dump cannot be read
   */
  public Written write(InputStream dump, OutputStream store, ByteMeter meter)
      throws IOException, InterruptedException {
    try (ArchiveStream archive = begin(store)) {
      archive.copy(dump, meter);
      return archive.finish();
    }
  }

  /**
   * Begins an archive; what is not finished is given up.
   *
   * @throws StoreException the store cannot be written
   */
  public ArchiveStream begin(OutputStream store) throws StoreException, InterruptedException {
    HashingOutput hashed = new HashingOutput(store);
    try {
      return new ArchiveStream(Codecs.pack(compression, sealing.seal(hashed), workers), hashed);
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }
}
