package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.parser.PlaceholderReplacingReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds placeholders without a value before anything is run: Flyway finds one when it is at the
 * script, after those before it have been applied.
 */
final class OpenPlaceholders {
  /** Flyway's own, which it fills when it runs (its documentation, Default placeholders). */
  private static final List<String> FLYWAYS_OWN =
      List.of(
          "defaultSchema",
          "user",
          "database",
          "timestamp",
          "filename",
          "workingDirectory",
          "table",
          "environment");

  private static final Pattern NAMED = Pattern.compile("\\$\\{([^}]*)}");

  private final Configuration configuration;
  private final Map<String, String> known;

  OpenPlaceholders(Configuration configuration) {
    this.configuration = configuration;
    this.known = new HashMap<>(configuration.getPlaceholders());
    FLYWAYS_OWN.forEach(
        name -> known.put("flyway" + configuration.getPlaceholderSeparator() + name, ""));
  }

  /** What bars these scripts from being run; empty when nothing does. */
  Optional<OperationFailure> find(List<LoadableResource> scripts) {
    return scripts.stream().flatMap(script -> find(script).stream()).findFirst();
  }

  private Optional<OperationFailure> find(LoadableResource script) {
    @Nullable Boolean own = SqlCallbacks.settings(configuration, script).placeholderReplacement();
    if (!(own == null ? configuration.isPlaceholderReplacement() : own)) {
      return Optional.empty();
    }
    try (Reader text =
        new PlaceholderReplacingReader(
            configuration.getPlaceholderPrefix(),
            configuration.getPlaceholderSuffix(),
            configuration.getPlaceholderSeparator(),
            known,
            script.read())) {
      text.transferTo(Writer.nullWriter());
      return Optional.empty();
    } catch (FlywayException e) {
      return Optional.of(failure(script.getFilename(), e));
    } catch (IOException e) {
      throw new FlywayException("The script " + script.getFilename() + " cannot be read.", e);
    }
  }

  private static OperationFailure failure(String script, FlywayException error) {
    Matcher named = NAMED.matcher(FlywayErrors.oneLine(error.getMessage()));
    String name = named.find() ? named.group(1) : "";
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The script "
            + script
            + " holds the placeholder ${"
            + name
            + "}, for which there is no value.",
        "Give "
            + name
            + " a value in policy.migrations.placeholders of databases.yml, or set"
            + " placeholder-replacement: false if scripts mean ${...} as it stands.");
  }
}
