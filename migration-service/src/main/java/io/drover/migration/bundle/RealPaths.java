package io.drover.migration.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** Paths without links. */
final class RealPaths {
  private RealPaths() {}

  /** The real path; one that is not there, and so holds nothing, as it is. */
  static Path of(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
