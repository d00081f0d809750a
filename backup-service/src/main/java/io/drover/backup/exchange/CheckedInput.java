package io.drover.backup.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Shows a check what is read. */
final class CheckedInput extends FilterInputStream {
  private final DumpCheck check;

  CheckedInput(InputStream in, DumpCheck check) {
    super(in);
    this.check = check;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      check.accept(buffer, offset, count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
