package io.drover.migration.source;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders that are mounted in the service. */
final class Folders {
  private Folders() {}

  /**
   * Fails on a folder that is not there or cannot be read, and on one with a link that leads out of
   * it: whoever may write scripts there must not have the service read its own files. Links within
   * are fine, as Kubernetes mounts files by them.
   */
  static Path require(String location) throws OperationFailure {
    Path folder = Path.of(location);
    if (!Files.isDirectory(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw unreadable(location);
    }
    try {
      Path real = folder.toRealPath();
      var links = new Links(real);
      Files.walkFileTree(real, links);
      if (links.stray != null) {
        throw OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "The link " + links.stray + " leads out of the folder of migrations or to itself.",
            "Put the file itself there, or name its folder in policy.migrations.locations too.");
      }
      return folder;
    } catch (IOException e) {
      throw unreadable(location).causedBy(e);
    }
  }

  private static OperationFailure unreadable(String location) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The folder of migrations "
            + location
            + " is missing or not readable for the migration service.",
        "ls -ld '" + location.replace("'", "'\\''") + "'");
  }

  private static final class Links extends SimpleFileVisitor<Path> {
    private final Path root;
    private @Nullable Path stray;

    private Links(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink() && strays(file)) {
        stray = file;
        return FileVisitResult.TERMINATE;
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean strays(Path link) {
      try {
        Path end = link.toRealPath();
        return !end.startsWith(root) || link.startsWith(end);
      } catch (IOException e) {
        // Leads nowhere: nothing is read through it.
        return false;
      }
    }
  }
}
