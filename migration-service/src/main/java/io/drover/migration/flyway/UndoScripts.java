package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Finds the script that takes a migration back: {@code U<version>__….sql} anywhere in the
 * namespace's folders, or in a folder {@code rollbacks} a file named like the migration's own.
 */
record UndoScripts(String namespace, List<LoadableResource> files) {
  /**
   * One for each migration, in their order.
   *
   * @throws OperationFailure {@code INVALID_REQUEST} one or more are missing, all of which it
   *     names, or there are two
   */
  List<LoadableResource> of(List<MigrationInfo> migrations) throws OperationFailure {
    List<LoadableResource> found = new ArrayList<>();
    List<MigrationInfo> without = new ArrayList<>();
    for (MigrationInfo each : migrations) {
      List<LoadableResource> undoing = files.stream().filter(file -> undoes(file, each)).toList();
      if (undoing.size() > 1) {
        throw ambiguous(each, undoing);
      }
      if (undoing.isEmpty()) {
        without.add(each);
      } else {
        found.add(undoing.getFirst());
      }
    }
    if (!without.isEmpty()) {
      throw missing(without);
    }
    return found;
  }

  private static boolean undoes(LoadableResource file, MigrationInfo migration) {
    String name = file.getFilename();
    boolean named = SqlFolders.isInRollbacks(file) && name.equals(fileName(migration.getScript()));
    return named || Objects.equals(version(name), migration.getVersion());
  }

  private static @Nullable MigrationVersion version(String name) {
    int separator = name.indexOf("__");
    if (!name.startsWith("U") || separator < 0) {
      return null;
    }
    try {
      return MigrationVersion.fromVersion(name.substring(1, separator));
    } catch (FlywayException e) {
      return null;
    }
  }

  /** The name that the history has may be a path below the location. */
  private static String fileName(String script) {
    return String.valueOf(Path.of(script).getFileName());
  }

  private OperationFailure missing(List<MigrationInfo> migrations) {
    String names =
        migrations.stream().map(UndoScripts::wantedName).collect(Collectors.joining(", "));
    boolean one = migrations.size() == 1;
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        (one ? "An undo script is missing: " : "Undo scripts are missing: ") + names + ".",
        "Write "
            + (one ? "it" : "them")
            + " and put "
            + (one ? "it" : "them")
            + " into a folder of the namespace "
            + namespace
            + ", or go back to the backup that was taken before: --to-backup before.");
  }

  private static String wantedName(MigrationInfo migration) {
    String name = fileName(migration.getScript());
    int separator = name.indexOf("__");
    String rest = separator < 0 ? "__undo.sql" : name.substring(separator);
    return "U" + migration.getVersion().getVersion() + rest;
  }

  private static OperationFailure ambiguous(
      MigrationInfo migration, List<LoadableResource> undoing) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "Several scripts undo "
            + migration.getScript()
            + ": "
            + undoing.stream()
                .map(LoadableResource::getRelativePath)
                .collect(Collectors.joining(", "))
            + ".",
        "Keep the right one and remove the others.");
  }
}
