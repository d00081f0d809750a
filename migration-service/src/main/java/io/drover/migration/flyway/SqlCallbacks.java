package io.drover.migration.flyway;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.jspecify.annotations.Nullable;

/** The scripts of a namespace that Flyway runs at an event, not for a version. */
record SqlCallbacks(Configuration configuration, List<LoadableResource> all) {
  private static final String SUFFIX = ".sql";
  private static final String SEPARATOR = "__";

  /** Those of the folders of a configuration, in the order of their names. */
  static SqlCallbacks of(Configuration configuration) {
    return new SqlCallbacks(
        configuration,
        scripts(configuration).filter(script -> event(script) != null).sorted().toList());
  }

  private static Stream<LoadableResource> scripts(Configuration configuration) {
    return configuration.getResourceProvider().getResources("", new String[] {SUFFIX}).stream();
  }

  /** Them and the scripts of these migrations. */
  List<LoadableResource> with(MigrationInfo[] migrations) {
    Set<String> paths =
        Arrays.stream(migrations)
            .map(MigrationInfo::getPhysicalLocation)
            .collect(Collectors.toSet());
    return scripts(configuration)
        .filter(script -> all.contains(script) || paths.contains(script.getAbsolutePathOnDisk()))
        .toList();
  }

  /** File names of those that run once after each run. */
  List<String> afterMigrate() {
    return all.stream()
        .filter(script -> settings(configuration, script).shouldExecute())
        .filter(
            script -> {
              @Nullable Event event = event(script);
              return event == Event.AFTER_MIGRATE || event == Event.AFTER_MIGRATE_APPLIED;
            })
        .map(LoadableResource::getFilename)
        .toList();
  }

  /** What the file beside a script, named like it with {@code .conf}, sets for it alone. */
  static SqlScriptMetadata settings(Configuration configuration, LoadableResource script) {
    return SqlScriptMetadata.fromResource(
        SqlScriptMetadata.getMetadataResource(configuration.getResourceProvider(), script),
        null,
        configuration);
  }

  private static @Nullable Event event(LoadableResource script) {
    String name = script.getFilename();
    String stem = name.substring(0, name.length() - SUFFIX.length());
    int separator = stem.indexOf(SEPARATOR);
    return Event.fromId(separator < 0 ? stem : stem.substring(0, separator));
  }
}
