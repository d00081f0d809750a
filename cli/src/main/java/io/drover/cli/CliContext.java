package io.drover.cli;

import io.drover.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command may use of the world around it.
 *
 * @param terminal where it writes
 * @param environment environment variables
 * @param root folder of the clone, with the services' jars below it
 */
public record CliContext(Terminal terminal, Map<String, String> environment, Path root) {

  /** Copies the environment. */
  public CliContext {
    environment = Map.copyOf(environment);
  }

  /** A variable that is set and not blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** The folder of all local state: {@code DROVER_HOME}, default {@code .drover} in the clone. */
  public Path home() {
    return variable("DROVER_HOME").map(Path::of).orElse(root.resolve(".drover")).toAbsolutePath();
  }
}
