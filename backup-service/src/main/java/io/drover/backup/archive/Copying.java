package io.drover.backup.archive;

import io.drover.backup.archive.ArchiveWriter.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;

/** Copies to a store whose errors can be told from the source's. */
final class Copying {
  private static final int BUFFER = 256 * 1024;

  private Copying() {}

  /**
   * Copies to the end and returns how many bytes that was; closes neither.
   *
   * @throws StoreException the store took no more
   * @throws IOException the source cannot be read
   */
  static long toStore(InputStream source, OutputStream store, ByteMeter meter)
      throws IOException, InterruptedException {
    OutputStream told =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              store.write(bytes, offset, length);
            } catch (IOException e) {
              throw new StoreException(e);
            }
          }
        };
    return copy(source, told, meter);
  }

  /** Copies to the end and returns how many bytes that was; closes neither. */
  static long copy(InputStream source, OutputStream sink, ByteMeter meter)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    long copied = 0;
    // A pipe gives little at once, and each call of a codec has its price: the buffer is filled.
    int count;
    while ((count = source.readNBytes(buffer, 0, BUFFER)) > 0) {
      write(sink, buffer, count);
      copied += count;
      meter.soFar(copied);
    }
    return copied;
  }

  private static void write(OutputStream sink, byte[] buffer, int count)
      throws IOException, InterruptedException {
    try {
      sink.write(buffer, 0, count);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (StoreException e) {
      if (e.error() instanceof ClosedByInterruptException closed) {
        throw interrupted(closed);
      }
      throw e;
    }
  }

  /** Writes what is still to be written. */
  static void finish(Packing store) throws IOException, InterruptedException {
    try {
      store.finish();
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedException interrupted(ClosedByInterruptException cause) {
    boolean _ = Thread.interrupted();
    InterruptedException interrupted = new InterruptedException("interrupted while compressing");
    interrupted.initCause(cause);
    return interrupted;
  }
}
