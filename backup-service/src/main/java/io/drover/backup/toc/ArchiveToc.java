package io.drover.backup.toc;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of contents at the begin of a dump, and the name of every object in it. Immutable. */
public final class ArchiveToc {
  private static final Pattern ENCODING = Pattern.compile("client_encoding = '([^']*)'");

  private final TocFormat format;
  private final byte[] head;
  private final List<TocEntry> entries;
  private final int length;

  ArchiveToc(TocFormat format, byte[] head, List<TocEntry> entries, int length) {
    this.format = format;
    this.head = head;
    this.entries = List.copyOf(entries);
    this.length = length;
  }

  /**
   * The table of contents that these bytes begin with.
   *
   * @param length how many of the bytes count
   * @return empty when they end before it does
   * @throws TocException they are no dump, or one of a form that is not known
   */
  public static Optional<ArchiveToc> parse(byte[] bytes, int length) throws TocException {
    return TocReader.read(bytes, length);
  }

  /** All entries, in the order in which they are restored. */
  public List<TocEntry> entries() {
    return entries;
  }

  /** The same with other entries. */
  public ArchiveToc with(List<TocEntry> others) {
    return new ArchiveToc(format, head, others, length);
  }

  /**
   * The same with statements of our own, in the transaction of the restore where it has one.
   *
   * @param first executed before anything else, drops among it
   * @param last executed when all data are there
   */
  public ArchiveToc with(String first, String last) {
    int id = 1 + entries.stream().mapToInt(TocEntry::dumpId).max().orElse(0);
    byte[] nowhere = TocWriter.nowhere(format);
    // A drop that begins as a comment is left as it is by --if-exists, and the last entry is the
    // first to be dropped. Where nothing is dropped the first entry serves.
    String drop = "--\n" + encoded(first) + "\n";
    List<TocEntry> all = new ArrayList<>();
    all.add(TocEntry.statement(id, encoded(first) + "\n", "", nowhere));
    all.addAll(entries);
    all.add(TocEntry.statement(id + 1, encoded(last) + "\n", drop, nowhere));
    return with(all);
  }

  /** How many bytes of the dump it took. */
  int length() {
    return length;
  }

  byte[] bytes() {
    return new TocWriter(format).write(head, entries);
  }

  /** A text as the entries have it. */
  public String encoded(String text) {
    return new String(text.getBytes(charset()), StandardCharsets.ISO_8859_1);
  }

  /** A text of an entry as people read it. */
  public String decoded(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), charset());
  }

  private Charset charset() {
    return entries.stream()
        .filter(entry -> entry.kind().equals("ENCODING"))
        .map(entry -> ENCODING.matcher(String.valueOf(entry.definition())))
        .filter(Matcher::find)
        .map(matcher -> charset(matcher.group(1)))
        .findFirst()
        .orElse(StandardCharsets.UTF_8);
  }

  /** SQL_ASCII and whatever Java lacks count byte by byte, which loses nothing. */
  private static Charset charset(String name) {
    if (name.equals("UTF8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name.replaceFirst("^WIN", "windows-"));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }
}
