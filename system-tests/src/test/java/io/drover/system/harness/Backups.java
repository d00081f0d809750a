package io.drover.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Backups that a herd is given from the start. */
final class Backups {
  private Backups() {}

  /** Where in a folder of given backups they are themselves. */
  static Path originals(Path folder) {
    return folder.resolve("originals");
  }

  /** Where in a folder of given backups their copies are. */
  static Path copies(Path folder) {
    return folder.resolve("copies");
  }

  /** Copies a repository and says which backups are in it. */
  static Set<String> copy(Path from, Path to) {
    TemporaryFolders.copy(from, to);
    try (Stream<Path> files = Files.walk(to)) {
      return files
          .filter(file -> file.endsWith("manifest.json"))
          .map(file -> file.getName(file.getNameCount() - 2).toString())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
