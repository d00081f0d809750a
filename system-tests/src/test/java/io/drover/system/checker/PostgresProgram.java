package io.drover.system.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a program of PostgreSQL. */
final class PostgresProgram {
  private PostgresProgram() {}

  static String path(String name) {
    String configured = System.getenv("DROVER_PG_BIN");
    if (configured != null && Files.isExecutable(Path.of(configured, name))) {
      return Path.of(configured, name).toString();
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      Optional<Path> newest =
          versions
              .map(version -> version.resolve("bin").resolve(name))
              .filter(Files::isExecutable)
              .max(Comparator.naturalOrder());
      return newest.map(Path::toString).orElse(name);
    } catch (IOException elsewhere) {
      return name;
    }
  }
}
