package io.drover.backup.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes bytes on and hashes them. Closing it leaves the stream below open, which others have yet
 * to sync.
 */
final class HashingOutput extends FilterOutputStream {
  private final Sha256 hash = new Sha256();

  HashingOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
    hash.update(buffer, offset, length);
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }

  Sha256 hash() {
    return hash;
  }
}
