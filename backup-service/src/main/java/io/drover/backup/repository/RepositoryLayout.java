package io.drover.backup.repository;

import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where what lies: {@code <root>/<database>/<backupId>/}. Never leaves the root, not even by a
 * link.
 */
record RepositoryLayout(Path root) {
  static final String MANIFEST = "manifest.json";

  private static final Pattern DATABASE = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  /** The folder of a database, which need not exist. */
  Path database(String name) throws OperationFailure {
    if (!Files.isDirectory(root)) {
      throw RepositoryFailures.unavailable("is not a folder", root);
    }
    if (!DATABASE.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a database of the registry");
    }
    return inside(root.resolve(name));
  }

  /** The folder of a backup, which need not exist. */
  Path backup(String database, BackupId id) throws OperationFailure {
    return inside(database(database).resolve(id.value()));
  }

  Path createBackup(String database, BackupId id) throws OperationFailure, IOException {
    DurableFiles.createFolder(database(database));
    Path folder = backup(database, id);
    DurableFiles.createFolder(folder);
    return folder;
  }

  /** Ids of all folders of a database, committed or not, oldest first. */
  List<BackupId> ids(String database) throws OperationFailure, IOException {
    Path folder = database(database);
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .flatMap(name -> BackupId.parse(name).stream())
          .sorted()
          .toList();
    }
  }

  /** Names of all databases that have a folder. */
  List<String> databases() throws OperationFailure, IOException {
    if (!Files.isDirectory(root)) {
      throw RepositoryFailures.unavailable("is not a folder", root);
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .map(child -> child.getFileName().toString())
          .filter(name -> DATABASE.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  private Path inside(Path folder) throws OperationFailure {
    if (Files.isSymbolicLink(folder)) {
      throw RepositoryFailures.unavailable(
          "has a symbolic link where a folder must be: " + folder.getFileName(), root);
    }
    return folder;
  }
}
