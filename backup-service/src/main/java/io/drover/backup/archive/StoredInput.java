package io.drover.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;

/** A stream of the store, whose errors can be told from those of the codecs above it. */
final class StoredInput extends FilterInputStream {
  StoredInput(InputStream in) {
    super(in);
  }

  private static final class UnreadableException extends IOException {
    private final IOException error;

    UnreadableException(IOException error) {
      super(error);
      this.error = error;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      throw new UnreadableException(e);
    }
  }

  /**
   * What the store said, wherever it stands among the causes; empty when it said nothing. A stream
   * above that was interrupted says so in the store's stead.
   */
  static Optional<IOException> errorIn(IOException error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof UnreadableException unreadable) {
        return Optional.of(unreadable.error);
      }
      if (each instanceof ClosedByInterruptException interrupted) {
        return Optional.of(interrupted);
      }
    }
    return Optional.empty();
  }
}
