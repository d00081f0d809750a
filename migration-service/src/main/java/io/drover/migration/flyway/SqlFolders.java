package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.scanner.Scanner;
import org.jspecify.annotations.Nullable;

/**
 * The SQL files of the migrations' folders, and nothing else. Flyway would also run shell, Python
 * and PowerShell files that it finds there; a service that holds credentials must not. What lies in
 * a folder {@code rollbacks} takes migrations back, though it may be named as they are.
 */
final class SqlFolders implements ResourceProvider {
  private static final Pattern PROGRAM =
      Pattern.compile("(?:[VRUB].*__.*|(?:before|after).*)\\.(?i:sh|bash|ps1|py|cmd|bat)");

  private static final String ROLLBACKS = "rollbacks";

  private final Scanner<JavaMigration> files;

  private SqlFolders(Scanner<JavaMigration> files) {
    this.files = files;
  }

  /** Reads the names in the folders of the configuration, which must all be on the file system. */
  static SqlFolders scan(Configuration configuration) throws OperationFailure {
    var files = new Scanner<>(JavaMigration.class, configuration, configuration.getLocations());
    for (LoadableResource file : files.getResources("", "")) {
      if (PROGRAM.matcher(file.getFilename()).matches()) {
        throw OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "The migration " + file.getFilename() + " is a program: only SQL files are run.",
            "Rewrite " + file.getFilename() + " in SQL or move it out of the folder.");
      }
    }
    return new SqlFolders(files);
  }

  @Override
  public @Nullable LoadableResource getResource(String name) {
    return files.getResource(name);
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return files.getResources(prefix, suffixes).stream()
        .filter(file -> file.getFilename().endsWith(".sql"))
        .filter(file -> !isInRollbacks(file))
        .toList();
  }

  /** The scripts that may take migrations back. */
  List<LoadableResource> undoing() {
    return files.getResources("", "").stream()
        .filter(file -> file.getFilename().endsWith(".sql"))
        .filter(file -> isInRollbacks(file) || file.getFilename().startsWith("U"))
        .sorted()
        .toList();
  }

  static boolean isInRollbacks(LoadableResource file) {
    @Nullable Path folder = Path.of(file.getRelativePath()).getParent();
    return folder != null && folder.endsWith(ROLLBACKS);
  }
}
