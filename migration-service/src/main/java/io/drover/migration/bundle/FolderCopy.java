package io.drover.migration.bundle;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies the scripts of a folder, with what says how they run, and nothing else. */
final class FolderCopy {
  private static final List<String> SUFFIXES = List.of(".sql", ".conf");

  private FolderCopy() {}

  /**
   * Copies into an empty folder. Links are followed as far as they lead to what is in the folder.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: a link was made meanwhile that leads out
   */
  static void copy(Path from, Path to) throws IOException, OperationFailure {
    Path root = from.toRealPath();
    List<Path> files;
    try (Stream<Path> below = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      files = below.filter(FolderCopy::isScript).toList();
    }
    for (Path file : files) {
      Path real = file.toRealPath();
      if (!real.startsWith(root)) {
        throw OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "The link " + file + " leads out of the folder of migrations.",
            "Put the file itself there, or name its folder in policy.migrations.locations too.");
      }
      Path copy = to.resolve(root.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(real, copy);
    }
  }

  private static boolean isScript(Path file) {
    String name = file.getFileName().toString();
    return SUFFIXES.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
  }
}
