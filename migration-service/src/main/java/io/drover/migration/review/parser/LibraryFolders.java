package io.drover.migration.review.parser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where libpg_query may lie: the folders of the usual packages of Linux and macOS. */
final class LibraryFolders {
  private static final List<String> FOLDERS =
      List.of(
          "/usr/local/lib",
          "/usr/lib/%s-linux-gnu".formatted(architecture()),
          "/usr/lib64",
          "/usr/lib",
          "/opt/homebrew/lib",
          "/opt/local/lib");

  private static final Pattern NAME =
      Pattern.compile("libpg_query(?:\\.so(?:[.0-9]*)|[-.0-9]*\\.dylib)");

  private LibraryFolders() {}

  /** What is there, the newest grammar of each folder first; absolute paths. */
  static List<Path> candidates() {
    List<Path> found = new ArrayList<>();
    for (String folder : FOLDERS) {
      found.addAll(candidates(Path.of(folder)));
    }
    return found;
  }

  /** A folder that is missing or closed to this user has none. */
  static List<Path> candidates(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(LibraryFolders::version).reversed())
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  static String searched() {
    return String.join(", ", FOLDERS);
  }

  /** The first number after the name: 1504 of libpg_query.so.1504.0; none is 0. */
  private static long version(Path file) {
    String digits = file.getFileName().toString().replaceFirst("^\\D*(\\d{0,9}).*$", "$1");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      case String other -> other;
    };
  }
}
