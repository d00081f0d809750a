package io.drover.backup.exchange;

import io.drover.backup.repository.DurableFiles;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Remedies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where files are handed over: dumps to import lie below {@code import}, exported ones are written
 * into {@code export}. Thread-safe.
 *
 * @param root the folder, which exists; null when the service has none
 */
public record ExchangeFolder(@Nullable Path root) {
  private static final int LONGEST = 1024;

  /**
   * Looks at a path that anybody may have written, without looking at any file.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: it is missing, absolute, or leads upwards
   */
  static void check(@Nullable String path) throws OperationFailure {
    if (path == null || path.isBlank()) {
      throw invalid("The request names no file to import.");
    }
    if (path.length() > LONGEST || path.chars().anyMatch(Character::isISOControl)) {
      throw invalid("The path of the file to import is too long or holds control characters.");
    }
    try {
      Path given = Path.of(path);
      for (Path part : given) {
        if (part.toString().equals("..")) {
          throw invalid("The path of the file to import leads out of the import folder.");
        }
      }
      if (given.isAbsolute()) {
        throw invalid("The path of the file to import is absolute.");
      }
    } catch (InvalidPathException e) {
      throw invalid("The path of the file to import is none.").causedBy(e);
    }
  }

  /**
   * The regular file, or the folder, at a path that was checked; links in it lead nowhere else.
   *
   * @throws OperationFailure {@code BACKUP_NOT_FOUND}, {@code INVALID_REQUEST}, {@code
   *     REPOSITORY_UNAVAILABLE}
   */
  Path toImport(String path) throws OperationFailure {
    Path folder = below("import");
    try {
      Path real = folder.resolve(path).toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw invalid("The file " + path + " lies outside of the import folder.");
      }
      if (!Files.isRegularFile(real) && !Files.isDirectory(real)) {
        throw invalid("The file " + path + " is neither a regular file nor a folder.");
      }
      return real;
    } catch (NoSuchFileException e) {
      throw OperationFailure.of(
              FailureCode.BACKUP_NOT_FOUND,
              "There is no file " + path + " in the import folder of the service.",
              "cp FILE " + Remedies.shell(folder + "/") + " # on the host of the service")
          .causedBy(e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Where exported files are written. */
  Path forExports() throws OperationFailure {
    return below("export");
  }

  private Path below(String name) throws OperationFailure {
    if (root == null) {
      throw OperationFailure.of(
          FailureCode.REPOSITORY_UNAVAILABLE,
          "The backup service has no folder for files that come and go.",
          "Set DROVER_EXCHANGE of the backup service to a folder that exists.");
    }
    Path folder = root.resolve(name);
    try {
      DurableFiles.createFolder(folder);
      return folder;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The failure that an error of this folder is. */
  OperationFailure unusable(IOException error) {
    boolean full = DurableFiles.isFull(error);
    return OperationFailure.of(
            full ? FailureCode.DISK_FULL : FailureCode.REPOSITORY_UNAVAILABLE,
            full
                ? "There is no space left in the exchange folder " + root + "."
                : "The exchange folder " + root + " cannot be used.",
            full ? "df -h " + root : "ls -ld " + root)
        .causedBy(error);
  }

  private static OperationFailure invalid(String message) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        message,
        "Put the file into the import folder of the service and name it by its name there.");
  }
}
