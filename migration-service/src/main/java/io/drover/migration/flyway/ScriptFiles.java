package io.drover.migration.flyway;

import java.nio.file.Path;
import java.util.Optional;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;

/** Where scripts lie on the disk. */
public final class ScriptFiles {
  private ScriptFiles() {}

  /** The file of a script. */
  public static Path of(LoadableResource script) {
    return Path.of(script.getAbsolutePathOnDisk());
  }

  /** The file beside a script that says how it runs, where there is one. */
  public static Optional<Path> settingsOf(Configuration configuration, LoadableResource script) {
    return Optional.ofNullable(
            SqlScriptMetadata.getMetadataResource(configuration.getResourceProvider(), script))
        .map(ScriptFiles::of);
  }
}
