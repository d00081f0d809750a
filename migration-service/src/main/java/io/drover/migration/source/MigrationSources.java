package io.drover.migration.source;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.bundle.OpenBundle;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationBundle;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of all namespaces of a database, in the order in which they are applied. Those of
 * bundles are there until it is closed.
 */
public final class MigrationSources implements AutoCloseable {
  private final List<MigrationSource> sources = new ArrayList<>();
  private final List<OpenBundle> unpacked = new ArrayList<>();

  private MigrationSources() {}

  /**
   * Opens those of the policy.
   *
   * @param requested takes the place of the bundle of the namespace that allows it
   * @throws OperationFailure {@code INVALID_REQUEST}: a folder is missing, or the value of a
   *     placeholder; and those of {@link Bundles#unpack}
   */
  public static MigrationSources open(
      Policy.Migrations migrations, Optional<MigrationBundle> requested, Bundles bundles)
      throws OperationFailure, InterruptedException {
    var sources = new MigrationSources();
    try {
      for (MigrationNamespace namespace : migrations.namespaces()) {
        sources.add(namespace, requested, bundles);
      }
      return sources;
    } catch (OperationFailure | InterruptedException | RuntimeException e) {
      sources.close();
      throw e;
    }
  }

  private void add(
      MigrationNamespace namespace, Optional<MigrationBundle> requested, Bundles bundles)
      throws OperationFailure, InterruptedException {
    List<Path> folders = new ArrayList<>();
    for (String location : namespace.locations()) {
      folders.add(Folders.require(location));
    }
    @Nullable MigrationBundle bundle =
        namespace.bundlesFromRequests() && requested.isPresent()
            ? requested.get()
            : namespace.bundle();
    PlaceholderValues placeholders = PlaceholderValues.of(namespace);
    List<Path> ofBundle = new ArrayList<>();
    if (bundle != null) {
      OpenBundle open = bundles.unpack(bundle);
      unpacked.add(open);
      ofBundle.add(open.folder());
    }
    folders.addAll(ofBundle);
    sources.add(new MigrationSource(namespace, folders, ofBundle, placeholders));
  }

  /**
   * From now on nobody else can change the scripts: what is looked at is what is run.
   *
   * @throws OperationFailure as {@link Bundles#copy}
   */
  public void pin(Bundles bundles) throws OperationFailure {
    for (int i = 0; i < sources.size(); i++) {
      MigrationSource source = sources.get(i);
      List<Path> folders = new ArrayList<>();
      for (Path folder : source.folders()) {
        folders.add(source.unpacked().contains(folder) ? folder : copied(folder, bundles));
      }
      sources.set(
          i, new MigrationSource(source.namespace(), folders, folders, source.placeholders()));
    }
  }

  private Path copied(Path folder, Bundles bundles) throws OperationFailure {
    OpenBundle copy = bundles.copy(folder);
    unpacked.add(copy);
    return copy.folder();
  }

  /** Hides the secret placeholders of every namespace in a text that others read. */
  public String masked(String text) {
    String masked = text;
    for (MigrationSource each : sources) {
      masked = each.placeholders().mask().apply(masked);
    }
    return masked;
  }

  /** One for each namespace, in the policy's order. */
  public List<MigrationSource> all() {
    return List.copyOf(sources);
  }

  /** The one of this namespace, which the policy has. */
  public MigrationSource of(String namespace) {
    return sources.stream()
        .filter(each -> each.namespace().name().equals(namespace))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    unpacked.forEach(OpenBundle::close);
  }
}
