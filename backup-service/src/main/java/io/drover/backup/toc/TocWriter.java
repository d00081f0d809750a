package io.drover.backup.toc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a table of contents as {@link TocReader} reads it. */
final class TocWriter {
  private static final byte NO_DATA = 3;

  private final TocFormat format;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TocWriter(TocFormat format) {
    this.format = format;
  }

  byte[] write(byte[] head, List<TocEntry> entries) {
    out.writeBytes(head);
    number(entries.size());
    entries.forEach(this::entry);
    return out.toByteArray();
  }

  /** The place of an entry without data. */
  static byte[] nowhere(TocFormat format) {
    if (format.custom()) {
      byte[] place = new byte[1 + format.offsetBytes()];
      place[0] = NO_DATA;
      return place;
    }
    TocWriter writer = new TocWriter(format);
    writer.text("");
    return writer.out.toByteArray();
  }

  private void entry(TocEntry entry) {
    number(entry.dumpId());
    number(entry.dumper());
    text(entry.tableOid());
    text(entry.oid());
    text(entry.tag());
    text(entry.desc());
    number(entry.section());
    text(entry.definition());
    text(entry.drop());
    text(entry.copy());
    text(entry.namespace());
    text(entry.tablespace());
    if (format.hasTableAccessMethod()) {
      text(entry.tableAccessMethod());
    }
    if (format.hasRelationKind()) {
      number(entry.relationKind());
    }
    text(entry.owner());
    text(entry.withOids());
    entry.dependencies().forEach(id -> text(Integer.toString(id)));
    text(null);
    out.writeBytes(entry.place());
  }

  private void number(int value) {
    out.write(value < 0 ? 1 : 0);
    int rest = Math.abs(value);
    for (int i = 0; i < format.intBytes(); i++) {
      out.write(rest >>> (i * Byte.SIZE));
    }
  }

  private void text(@Nullable String text) {
    if (text == null) {
      number(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    number(bytes.length);
    out.writeBytes(bytes);
  }
}
