package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.stack.StackFolder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/** The import folder of the backup service, as far as it is on this machine. */
final class ImportFolder {
  private final CliContext context;

  ImportFolder(CliContext context) {
    this.context = context;
  }

  /**
   * Sees that the service finds a dump.
   *
   * @param file a file or folder here, or a path in the import folder
   * @return its path in the import folder
   */
  String handOver(String file, String operationId) {
    Path here = Path.of(file).toAbsolutePath();
    Optional<Path> folder = folder();
    if (!Files.exists(here)) {
      requirePathOfService(file);
      return file;
    }
    if (!Files.isDirectory(here) && !Files.isRegularFile(here)) {
      throw new CliFailure(
          file + " is neither a file nor a folder, so no dump can be taken from it.",
          "./drover import DB FILE");
    }
    if (Files.isDirectory(here) && !Files.exists(here.resolve("toc.dat"))) {
      throw new CliFailure(
          "The folder " + file + " holds no toc.dat: it is no directory archive of pg_dump.",
          "./drover import DB FILE");
    }
    if (folder.isEmpty()) {
      throw new CliFailure(
          "The import folder of the backup service is not known here.",
          "copy the file into the folder import below the service's DROVER_EXCHANGE and name it by"
              + " its name there, or set DROVER_EXCHANGE to that folder here");
    }
    try {
      Path imports = Files.createDirectories(folder.get());
      Path real = here.toRealPath();
      return real.startsWith(imports.toRealPath())
          ? imports.toRealPath().relativize(real).toString()
          : copied(here, imports, operationId);
    } catch (IOException e) {
      throw new CliFailure(
          "The file " + file + " cannot be copied into " + folder.get() + ": " + e.getMessage(),
          "df -h '" + folder.get() + "'; ls -ld '" + folder.get() + "'",
          e);
    }
  }

  /** The service takes no other paths than such below its folder: this one was meant to be here. */
  private static void requirePathOfService(String file) {
    Path path = Path.of(file);
    if (path.isAbsolute() || file.startsWith("./") || file.startsWith("../")) {
      throw new CliFailure(
          "The file " + file + " does not exist on this machine.",
          "ls -l '" + Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path) + "'");
    }
  }

  /** The same request again finds the same dump; a copy that breaks off has no name that counts. */
  private static String copied(Path dump, Path imports, String operationId) throws IOException {
    String name = operationId + "-" + dump.getFileName();
    Path target = imports.resolve(name);
    if (!Files.exists(target)) {
      Path unfinished = imports.resolve("." + name + ".unfinished");
      copy(dump, unfinished);
      try {
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        // The same request copied it at the same time.
        return name;
      }
    }
    return name;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Files.createDirectories(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          throw new IOException(file.getFileName() + " in it is not a file");
        }
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Optional<Path> folder() {
    Optional<Path> named = context.variable("DROVER_EXCHANGE").map(Path::of);
    Path local = StackFolder.kept(context).exchange();
    return named
        .or(() -> Files.isDirectory(local) ? Optional.of(local) : Optional.empty())
        .map(folder -> folder.resolve("import"));
  }
}
