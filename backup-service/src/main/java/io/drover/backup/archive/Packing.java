package io.drover.backup.archive;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream whose content goes compressed into another one. What was not {@link #finish finished} is
 * given up when this is closed: nobody waits for a codec then, and nothing reaches the other stream
 * any more. To be used by one thread.
 */
abstract class Packing extends OutputStream {
  @Override
  public final void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;

  /** Writes all that is still to be written and closes the other stream. */
  abstract void finish() throws IOException;

  /** Gives back what this holds; the other stream is left as it is. */
  @Override
  public abstract void close();
}
