package io.drover.backup.toc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Passes a dump on with another table of contents. The old one is held in memory until it is
 * complete; the data behind it pass through.
 */
public final class TocOutput extends OutputStream {
  private static final int LARGEST = 1 << 28;

  private final OutputStream sink;
  private final UnaryOperator<ArchiveToc> change;
  private final Held held = new Held();
  private int nextLook;
  private boolean passed;

  /**
   * A stream into a sink, which it does not close.
   *
   * @param change what becomes of the table of contents
   */
  public TocOutput(OutputStream sink, UnaryOperator<ArchiveToc> change) {
    this.sink = sink;
    this.change = change;
  }

  /** The bytes so far, without a copy for each look at them. */
  private static final class Held extends ByteArrayOutputStream {
    Optional<ArchiveToc> toc() throws TocException {
      return ArchiveToc.parse(buf, count);
    }

    void writeFrom(int begin, OutputStream sink) throws IOException {
      sink.write(buf, begin, count - begin);
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (passed) {
      sink.write(bytes, from, count);
      return;
    }
    held.write(bytes, from, count);
    if (held.size() >= nextLook) {
      look();
    }
  }

  private void look() throws IOException {
    Optional<ArchiveToc> toc = held.toc();
    if (toc.isPresent()) {
      passed = true;
      sink.write(change.apply(toc.get()).bytes());
      held.writeFrom(toc.get().length(), sink);
      held.reset();
    } else if (held.size() > LARGEST) {
      throw new TocException("has a table of contents of more than " + LARGEST + " bytes");
    } else {
      nextLook = 2 * held.size();
    }
  }

  /**
   * Says that the dump has ended.
   *
   * @throws TocException its table of contents has not
   */
  public void complete() throws IOException {
    if (!passed) {
      look();
    }
    if (!passed) {
      throw new TocException("ends in its table of contents");
    }
    sink.flush();
  }

  @Override
  public void flush() throws IOException {
    if (passed) {
      sink.flush();
    }
  }
}
