package io.drover.migration.source;

import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scripts of all namespaces of a database, in the order in which they are applied. */
public final class MigrationSources implements AutoCloseable {
  private final List<MigrationSource> sources;

  private MigrationSources(List<MigrationSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Opens those of the policy.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: a folder is missing, or the value of a
   *     placeholder
   */
  public static MigrationSources open(Policy.Migrations migrations) throws OperationFailure {
    List<MigrationSource> sources = new ArrayList<>();
    for (MigrationNamespace namespace : migrations.namespaces()) {
      List<Path> folders = new ArrayList<>();
      for (String location : namespace.locations()) {
        folders.add(Folders.require(location));
      }
      sources.add(new MigrationSource(namespace, folders, PlaceholderValues.of(namespace)));
    }
    return new MigrationSources(sources);
  }

  /** One for each namespace, in the policy's order. */
  public List<MigrationSource> all() {
    return sources;
  }

  @Override
  public void close() {}
}
