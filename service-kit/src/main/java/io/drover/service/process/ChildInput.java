package io.drover.service.process;

import java.io.IOException;
import java.io.OutputStream;

/** A child's standard input. Closing it when the child is dead is no error: its exit code tells. */
final class ChildInput extends OutputStream {
  /** Makes the error that a reader understands out of a broken pipe. */
  interface Translation {
    IOException of(IOException brokenPipe);
  }

  private final OutputStream pipe;
  private final Translation translation;

  ChildInput(OutputStream pipe, Translation translation) {
    this.pipe = pipe;
    this.translation = translation;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      pipe.write(bytes, offset, length);
    } catch (IOException e) {
      throw translation.of(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      pipe.flush();
    } catch (IOException e) {
      throw translation.of(e);
    }
  }

  @Override
  public void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      // EPIPE: the child is dead and await() returns its exit code.
    }
  }
}
