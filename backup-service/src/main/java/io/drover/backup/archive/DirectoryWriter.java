package io.drover.backup.archive;

import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.service.target.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Puts the files of a directory dump into one tar, each compressed by itself. A tar states the size
 * of an entry before its content, so the compressed form of a file lies beside it for a while. Not
 * thread-safe.
 */
public final class DirectoryWriter implements AutoCloseable {
  private static final String PACKING = ".packing";
  private static final int PRIVATE_FILE = 0600;

  private final ArchiveWriter writer;
  private final HashingOutput hashed;
  private final TarArchiveOutputStream tar;
  private long dumped;

  /**
   * Begins the archive.
   *
   * @param store is left open
   * @throws StoreException it cannot be written
   */
  public DirectoryWriter(ArchiveWriter writer, OutputStream store) throws StoreException {
    this.writer = writer;
    this.hashed = new HashingOutput(store);
    try {
      this.tar = new TarArchiveOutputStream(writer.sealing().seal(hashed));
    } catch (IOException e) {
      throw new StoreException(e);
    }
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** What is added to the name of the archive. */
  public static String suffix(ArchiveWriter writer) {
    return ".tar" + writer.sealing().suffix();
  }

  /** Bytes of the files that were added so far. */
  public long dumped() {
    return dumped;
  }

  /** Whether pg_dump gives a file such a name. */
  public static boolean knows(Path file) {
    String name = file.getFileName().toString();
    return DirectoryNames.isPlain(name) || DirectoryNames.isData(name);
  }

  /**
   * Adds a file that is complete, and deletes it.
   *
   * @param meter is told how many bytes have been added in all
   * @throws StoreException the store cannot be written
   * @throws IOException the file cannot be read, or compressed where it lies
   */
  public void add(Path file, ByteMeter meter) throws IOException, InterruptedException {
    long size = Files.size(file);
    long before = dumped;
    String name = file.getFileName().toString();
    if (DirectoryNames.isPlain(name) || writer.compression().codec() == Codec.NONE) {
      append(file, name);
    } else {
      Path packed = file.resolveSibling(name + PACKING);
      try (InputStream in = Files.newInputStream(file);
          OutputStream stored = Files.newOutputStream(packed);
          Packing out = Codecs.pack(writer.compression(), stored, writer.workers())) {
        long _ = Copying.copy(in, out, bytes -> meter.soFar(before + bytes));
        Copying.finish(out);
      }
      Files.delete(file);
      append(packed, name + writer.compression().codec().suffix());
    }
    dumped += size;
    meter.soFar(dumped);
  }

  private void append(Path file, String name) throws IOException, InterruptedException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(file));
    entry.setMode(PRIVATE_FILE);
    try (InputStream in = Files.newInputStream(file)) {
      toStore(() -> tar.putArchiveEntry(entry));
      Copying.toStore(in, tar, bytes -> {});
      toStore(tar::closeArchiveEntry);
    }
    Files.delete(file);
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void toStore(Step step) throws StoreException {
    try {
      step.run();
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }

  /** Ends the archive. */
  public Written finish() throws StoreException {
    toStore(tar::close);
    return new Written(dumped, hashed.hash().bytes(), hashed.hash().hex());
  }

  /** Gives up what was not finished; the store is left as it is. */
  @Override
  public void close() {
    // Neither the tar nor the cipher holds anything but memory; ending them would write.
  }
}
