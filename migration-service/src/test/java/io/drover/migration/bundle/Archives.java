package io.drover.migration.bundle;

import io.drover.service.target.MigrationBundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Writes archives, also such as no honest program writes. */
public final class Archives {
  private Archives() {}

  /** Fills an archive. */
  public interface Filling<T> {
    /** Adds entries. */
    void fill(T out) throws IOException;
  }

  /** A tar file under gzip with one file for each pair of name and content. */
  public static Path tarOf(Path file, String... namesAndContents) throws IOException {
    return tar(
        file,
        out -> {
          for (int i = 0; i < namesAndContents.length; i += 2) {
            put(out, new TarArchiveEntry(namesAndContents[i], true), namesAndContents[i + 1]);
          }
        });
  }

  /** A ZIP file with one file for each pair of name and content. */
  public static Path zipOf(Path file, String... namesAndContents) throws IOException {
    return zip(
        file,
        out -> {
          for (int i = 0; i < namesAndContents.length; i += 2) {
            put(out, new ZipArchiveEntry(namesAndContents[i]), namesAndContents[i + 1]);
          }
        });
  }

  static Path tar(Path file, Filling<TarArchiveOutputStream> filling) throws IOException {
    try (OutputStream bytes = Files.newOutputStream(file);
        var out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      filling.fill(out);
    }
    return file;
  }

  static Path zip(Path file, Filling<ZipArchiveOutputStream> filling) throws IOException {
    try (var out = new ZipArchiveOutputStream(file)) {
      filling.fill(out);
    }
    return file;
  }

  static void put(TarArchiveOutputStream out, TarArchiveEntry entry, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
  }

  static void put(ZipArchiveOutputStream out, ZipArchiveEntry entry, String content)
      throws IOException {
    out.putArchiveEntry(entry);
    out.write(content.getBytes(StandardCharsets.UTF_8));
    out.closeArchiveEntry();
  }

  /** The file as a bundle of the right SHA-256. */
  public static MigrationBundle bundle(Path file) throws IOException {
    return MigrationBundle.of(file.toUri().toString(), sha256(file));
  }

  /** SHA-256 of a file. */
  public static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
