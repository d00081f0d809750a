package io.drover.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes bytes on and hashes them. */
final class HashingInput extends FilterInputStream {
  private final Sha256 hash = new Sha256();

  HashingInput(InputStream in) {
    super(in);
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
      hash.update(buffer, offset, count);
    }
    return count;
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException("every byte is hashed");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  Sha256 hash() {
    return hash;
  }
}
