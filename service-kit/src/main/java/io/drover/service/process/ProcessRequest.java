package io.drover.service.process;

import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL program to run.
 *
 * @param program path or name of the program, for example the {@code pg_dump} that was chosen
 * @param arguments arguments without any secret; values that come from a request stand behind an
 *     option and are never read by a shell
 * @param environment variables beside the connection's own, without any secret
 * @param database physical database that PGDATABASE names
 */
public record ProcessRequest(
    String program, List<String> arguments, Map<String, String> environment, String database) {
  public ProcessRequest {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }
}
