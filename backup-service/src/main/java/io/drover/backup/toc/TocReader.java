package io.drover.backup.toc;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a table of contents from the begin of a dump. */
final class TocReader {
  private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
  private static final int CUSTOM = 1;

  /** The directory format gives its table of contents out as that of a tar. */
  private static final int DIRECTORY = 3;

  private static final int TIME_FIELDS = 7;
  private static final int LONGEST_TEXT = 1 << 28;

  private final ByteBuffer in;

  private TocReader(byte[] bytes, int length) {
    this.in = ByteBuffer.wrap(bytes, 0, length);
  }

  /** Empty when the bytes end before it does. */
  static Optional<ArchiveToc> read(byte[] bytes, int length) throws TocException {
    try {
      return Optional.of(new TocReader(bytes, length).read());
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private ArchiveToc read() throws TocException {
    TocFormat format = format();
    if (format.hasCompressionAlgorithm()) {
      in.get();
    } else {
      number(format);
    }
    for (int field = 0; field < TIME_FIELDS; field++) {
      number(format);
    }
    // Name of the database, versions of the server and of pg_dump.
    text(format);
    text(format);
    text(format);
    byte[] head = new byte[in.position()];
    in.get(0, head);
    int count = number(format);
    if (count < 0) {
      throw damaged();
    }
    List<TocEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(format));
    }
    return new ArchiveToc(format, head, entries, in.position());
  }

  private TocFormat format() throws TocException {
    for (byte expected : MAGIC) {
      if (in.get() != expected) {
        throw new TocException("is not one of pg_dump's own formats");
      }
    }
    int major = in.get();
    int minor = in.get();
    in.get();
    if (major != 1 || minor < TocFormat.OLDEST || minor > TocFormat.NEWEST) {
      throw new TocException("is of the form " + major + "." + minor + ", which is not known");
    }
    int intBytes = in.get();
    int offsetBytes = in.get();
    int kind = in.get();
    if (intBytes != Integer.BYTES || offsetBytes < 1 || offsetBytes > Long.BYTES) {
      throw damaged();
    }
    if (kind != CUSTOM && kind != DIRECTORY) {
      throw new TocException("is neither of the custom nor of the directory format");
    }
    return new TocFormat(minor, intBytes, offsetBytes, kind == CUSTOM);
  }

  private TocEntry entry(TocFormat format) throws TocException {
    return new TocEntry(
        number(format),
        number(format),
        text(format),
        text(format),
        text(format),
        text(format),
        number(format),
        text(format),
        text(format),
        text(format),
        text(format),
        text(format),
        format.hasTableAccessMethod() ? text(format) : null,
        format.hasRelationKind() ? number(format) : 0,
        text(format),
        text(format),
        dependencies(format),
        place(format));
  }

  private List<Integer> dependencies(TocFormat format) throws TocException {
    List<Integer> found = new ArrayList<>();
    for (String id = text(format); id != null; id = text(format)) {
      try {
        found.add(Integer.valueOf(id));
      } catch (NumberFormatException e) {
        throw damaged();
      }
    }
    return found;
  }

  private byte[] place(TocFormat format) throws TocException {
    int from = in.position();
    if (format.custom()) {
      in.get(new byte[1 + format.offsetBytes()]);
    } else {
      text(format);
    }
    byte[] place = new byte[in.position() - from];
    in.get(from, place);
    return place;
  }

  /** A byte for the sign, then the lowest byte first. */
  private int number(TocFormat format) throws TocException {
    boolean negative = in.get() != 0;
    int value = 0;
    for (int i = 0; i < format.intBytes(); i++) {
      value |= (in.get() & 0xFF) << (i * Byte.SIZE);
    }
    if (value < 0) {
      throw damaged();
    }
    return negative ? -value : value;
  }

  private @Nullable String text(TocFormat format) throws TocException {
    int length = number(format);
    if (length < 0) {
      return null;
    }
    if (length > LONGEST_TEXT) {
      throw damaged();
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static TocException damaged() {
    return new TocException("has a damaged table of contents");
  }
}
