package io.drover.backup.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.drover.backup.encryption.Sealing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Compresses a dump on its way to the repository. Memory is bounded whatever the size of the dump:
 * some buffers here and zstd's own, a few MiB for each worker. Thread-safe.
 *
 * @param level zstd's compression level
 * @param workers threads that compress beside the calling one
 */
public record ArchiveWriter(int level, int workers) {
  private static final int BUFFER = 256 * 1024;

  /**
   * Fast enough to keep up with pg_dump, and still smaller than gzip's default:
   * docs/performance.md.
   */
  public static final int LEVEL = 1;

  /** As many workers as there are processors. */
  public static ArchiveWriter forThisMachine() {
    return new ArchiveWriter(LEVEL, Runtime.getRuntime().availableProcessors());
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

  /**
   * Copies the dump to its end.
   *
   * @param sealing encrypts what is stored
   * @param meter is told, now and then, how many bytes of the dump have been read
   * @throws StoreException the store cannot be written
   * @throws IOException the dump cannot be read
   */
  public Written write(InputStream dump, OutputStream store, Sealing sealing, ByteMeter meter)
      throws IOException, InterruptedException {
    HashingOutput hashed = new HashingOutput(store);
    long dumped = 0;
    try (ZstdOutputStreamNoFinalizer zstd = compressing(sealed(hashed, sealing))) {
      byte[] buffer = new byte[BUFFER];
      for (int count = read(dump, buffer); count > 0; count = read(dump, buffer)) {
        writeTo(zstd, buffer, count);
        dumped += count;
        meter.soFar(dumped);
      }
      close(zstd);
    }
    return new Written(dumped, hashed.hash().bytes(), hashed.hash().hex());
  }

  private static OutputStream sealed(OutputStream out, Sealing sealing) throws StoreException {
    try {
      return sealing.seal(out);
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }

  private ZstdOutputStreamNoFinalizer compressing(OutputStream out) throws IOException {
    ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out, level);
    zstd.setWorkers(workers);
    zstd.setChecksum(true);
    return zstd;
  }

  /**
   * Fills the buffer as far as one go allows: a pipe gives little at once, and each call of zstd
   * has its price.
   */
  private static int read(InputStream dump, byte[] buffer) throws IOException {
    int count = 0;
    while (count < buffer.length) {
      int more = dump.read(buffer, count, buffer.length - count);
      if (more < 0) {
        break;
      }
      count += more;
    }
    return count;
  }

  private static void writeTo(OutputStream zstd, byte[] buffer, int count) throws StoreException {
    try {
      zstd.write(buffer, 0, count);
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }

  private static void close(OutputStream zstd) throws StoreException {
    try {
      zstd.close();
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }
}
