package io.drover.cli.demo;

import com.github.luben.zstd.ZstdInputStream;
import io.drover.cli.CliFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A dump of the user's own, known by its first bytes and not by its name: plain SQL or one of
 * pg_dump's archives in one file, either of them compressed by gzip or zstd or not at all.
 *
 * @param file the dump
 * @param format what is inside
 * @param ownDatabase the database that plain SQL creates and connects to by itself, if it does
 */
record UserDump(Path file, Format format, Optional<String> ownDatabase) {
  private static final int[] GZIP = {0x1f, 0x8b};
  private static final int[] ZSTD = {0x28, 0xb5, 0x2f, 0xfd};
  private static final String CUSTOM = "PGDMP";
  private static final String TAR = "toc.dat";
  private static final String CLUSTER = "-- PostgreSQL database cluster dump";
  private static final int HEAD = 64 * 1024;

  /** Room for an ending in PostgreSQL's 63 bytes of a name. */
  private static final int LONGEST_NAME = 40;

  private static final Set<String> TAKEN =
      Set.of("", "postgres", "template0", "template1", "drover");

  private static final Pattern CREATES =
      Pattern.compile(
          "^\\s*CREATE\\s+DATABASE\\b.*?^\\s*\\\\c(?:onnect)?\\s+(\"[^\"]+\"|[\\w$]+)",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE | Pattern.DOTALL);

  /** What loads it. */
  enum Format {
    /** psql. */
    PLAIN,
    /** pg_restore. */
    ARCHIVE
  }

  /**
   * Looks at a file.
   *
   * @throws CliFailure when it cannot be read, or is a folder or a dump of a whole cluster
   */
  static UserDump of(Path file) {
    if (Files.isDirectory(file)) {
      throw new CliFailure(
          file + " is a folder: a dump in pg_dump's directory format cannot be streamed.",
          "pg_dump -Fc -f my.dump DATABASE");
    }
    if (!Files.isRegularFile(file)) {
      throw new CliFailure("There is no file " + file + ".", "ls -l '" + file + "'");
    }
    try (InputStream content = open(file)) {
      String head = new String(content.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      if (head.startsWith(CUSTOM) || head.startsWith(TAR)) {
        return new UserDump(file, Format.ARCHIVE, Optional.empty());
      }
      if (head.contains(CLUSTER)) {
        throw new CliFailure(
            file + " is a dump of a whole cluster; the demonstration takes one database.",
            "pg_dump -Fc -f my.dump DATABASE");
      }
      return new UserDump(file, Format.PLAIN, created(head));
    } catch (IOException e) {
      throw new CliFailure(
          "The file " + file + " cannot be read: " + e.getMessage(), "file '" + file + "'", e);
    }
  }

  private static Optional<String> created(String head) {
    Matcher matcher = CREATES.matcher(head);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String name = matcher.group(1);
    return Optional.of(
        name.startsWith("\"")
            ? name.substring(1, name.length() - 1)
            : name.toLowerCase(Locale.ROOT));
  }

  /** Name for the database: its own, else one made of the file's. */
  String database() {
    return ownDatabase.orElseGet(
        () -> {
          String stem = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
          String name =
              stem.replaceFirst("\\..*", "")
                  .replaceAll("[^a-z0-9_]+", "_")
                  .replaceFirst("^[0-9_]+", "");
          String cut = name.substring(0, Math.min(LONGEST_NAME, name.length()));
          return TAKEN.contains(cut) ? "mine" : cut;
        });
  }

  /** Its content, decompressed. */
  InputStream content() throws IOException {
    return open(file);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    raw.mark(ZSTD.length);
    byte[] head = raw.readNBytes(ZSTD.length);
    raw.reset();
    if (begins(head, GZIP)) {
      return new GZIPInputStream(raw, 1 << 16);
    }
    return begins(head, ZSTD) ? new ZstdInputStream(raw) : raw;
  }

  private static boolean begins(byte[] head, int[] magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (Byte.toUnsignedInt(head[i]) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
