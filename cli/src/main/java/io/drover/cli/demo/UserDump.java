package io.drover.cli.demo;

import com.github.luben.zstd.ZstdInputStream;
import io.drover.cli.CliFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A dump of the user's own, known by its first bytes and not by its name: plain SQL or pg_dump's custom format, either of
 * them compressed by gzip or zstd or not at all.
 *
 * @param file the dump
 * @param format what is inside
 */
record UserDump(Path file, Format format) {
  private static final int LOOK = 16;
  private static final int[] GZIP = {0x1f, 0x8b};
  private static final int[] ZSTD = {0x28, 0xb5, 0x2f, 0xfd};
  private static final String CUSTOM = "PGDMP";

  /** What loads it. */
  enum Format {
    /** psql. */
    PLAIN,
    /** pg_restore. */
    CUSTOM
  }

  /**
   * Looks at a file.
   *
   * @throws CliFailure it cannot be read, or is a folder
   */
  static UserDump of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CliFailure("There is no file " + file + ".", "ls -l '" + file + "'");
    }
    try (InputStream content = open(file)) {
      byte[] head = content.readNBytes(CUSTOM.length());
      boolean custom = new String(head, StandardCharsets.ISO_8859_1).equals(CUSTOM);
      return new UserDump(file, custom ? Format.CUSTOM : Format.PLAIN);
    } catch (IOException e) {
      throw new CliFailure(
          "The file " + file + " cannot be read: " + e.getMessage(), "file '" + file + "'", e);
    }
  }

  /** Its content, decompressed. */
  InputStream content() throws IOException {
    return open(file);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    raw.mark(LOOK);
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
