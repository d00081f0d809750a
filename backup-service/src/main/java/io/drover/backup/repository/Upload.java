package io.drover.backup.repository;

import java.io.IOException;
import java.io.OutputStream;

/** A file on its way into a {@link Store}. Not thread-safe. */
public abstract class Upload extends OutputStream {
  private boolean complete;

  /**
   * Makes the file durable under its key.
   *
   * @throws IOException the store did not keep it; the file must be taken for missing
   */
  public final void complete() throws IOException {
    finish();
    complete = true;
  }

  /** Ends the upload; what is not {@link #complete} is thrown away. */
  @Override
  public final void close() throws IOException {
    release(complete);
  }

  @Override
  public final void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public abstract void write(byte[] buffer, int offset, int length) throws IOException;

  /** Makes the file durable. */
  protected abstract void finish() throws IOException;

  /** Gives back what the upload holds; may be called more than once. */
  protected abstract void release(boolean completed) throws IOException;
}
