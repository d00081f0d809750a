package io.drover.service.process;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A PostgreSQL program to run.
 *
 * @param program path or name of the program, for example the {@code pg_dump} that was chosen
 * @param arguments arguments without any secret; values that come from a request stand behind an
 *     option and are never read by a shell
 * @param environment variables beside the connection's own, without any secret
 * @param database physical database that PGDATABASE names
 * @param errorLines is told each line of standard error, without the secret, by a thread of the
 *     child's own; must be quick
 */
public record ProcessRequest(
    String program,
    List<String> arguments,
    Map<String, String> environment,
    String database,
    Consumer<String> errorLines) {
  public ProcessRequest {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A program whose errors are only kept. */
  public ProcessRequest(
      String program, List<String> arguments, Map<String, String> environment, String database) {
    this(program, arguments, environment, database, line -> {});
  }

  /** The same with someone who is told each line of standard error. */
  public ProcessRequest telling(Consumer<String> listener) {
    return new ProcessRequest(program, arguments, environment, database, listener);
  }
}
