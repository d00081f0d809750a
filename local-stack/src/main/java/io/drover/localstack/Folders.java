package io.drover.localstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the servers do with files and folders. */
final class Folders {
  private static final int TAIL_BYTES = 4_000;

  private Folders() {}

  /**
   * Makes the folder, or checks that it and its contents belong to this user; root may use
   * anyone's.
   *
   * @throws LocalStackException naming the owner when another user's data is in the way
   */
  static void claim(Path folder, UnixUser current) {
    try {
      if (!current.isRoot() && Files.exists(folder)) {
        try (Stream<Path> contents = Files.list(folder)) {
          for (Path path : Stream.concat(Stream.of(folder), contents).toList()) {
            requireOwner(folder, path, current);
          }
        }
      }
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LocalStackException(
          "The folder " + folder + " cannot be used by " + current.name() + " (" + e + ").",
          "sudo chown -R " + current.name() + " " + nearestExisting(folder),
          e);
    }
  }

  private static void requireOwner(Path folder, Path path, UnixUser current) throws IOException {
    UnixUser owner = UnixUser.ownerOf(path);
    if (owner.uid() != current.uid()) {
      throw new LocalStackException(
          "The data in %s belongs to %s and cannot be used by %s: it was made by another user."
              .formatted(folder, owner.name(), current.name()),
          "sudo rm -rf " + folder + "   (deletes that data; or run as " + owner.name() + ")");
    }
  }

  private static Path nearestExisting(Path folder) {
    Path path = folder.toAbsolutePath();
    while (path.getParent() != null && !Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }

  /** Writes a file that only its owner can read, from its first byte on. */
  static void writeSecret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** The last lines of a log, or an empty text. */
  static String tail(Path log) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] bytes = new byte[TAIL_BYTES];
      int length = Math.max(0, file.read(bytes));
      return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  static void deleteQuietly(@Nullable Path path) {
    if (path == null || !Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(Folders.class.getName())
          .log(System.Logger.Level.DEBUG, "left behind: {0}", e);
    }
  }
}
