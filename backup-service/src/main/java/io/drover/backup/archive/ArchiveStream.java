package io.drover.backup.archive;

import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import java.io.IOException;
import java.io.InputStream;

/**
 * An archive in the making. Closing one that was not finished gives up what its codec still holds,
 * without waiting for it; the store is then left as it is, and not written to any more. To be used
 * by one thread.
 */
public final class ArchiveStream implements AutoCloseable {
  private final Packing packing;
  private final HashingOutput hashed;
  private long dumped;

  ArchiveStream(Packing packing, HashingOutput hashed) {
    this.packing = packing;
    this.hashed = hashed;
  }

  /**
   * Takes a dump to its end.
   *
   * @param meter is told, now and then, how many bytes of the dump have been read
   * @return how many bytes that was
   * @throws StoreException the store cannot be written
   * @throws IOException the dump cannot be read
   */
  public long copy(InputStream dump, ByteMeter meter) throws IOException, InterruptedException {
    dumped = Copying.toStore(dump, packing, meter);
    return dumped;
  }

  /**
   * Stores what the codec still holds. The dump must be known to be whole: at high levels this may
   * take minutes.
   */
  public Written finish() throws StoreException, InterruptedException {
    try {
      Copying.finish(packing);
    } catch (IOException e) {
      throw new StoreException(e);
    }
    return new Written(dumped, hashed.hash().bytes(), hashed.hash().hex());
  }

  @Override
  public void close() {
    packing.close();
  }
}
