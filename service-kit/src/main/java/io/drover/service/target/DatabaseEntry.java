package io.drover.service.target;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database of the registry.
 *
 * @param name name that requests use
 * @param physicalName name in PostgreSQL
 * @param url JDBC address for short statements, possibly of a pooler; null means the server's own
 * @param health how the monitor judges it
 */
public record DatabaseEntry(
    String name,
    String physicalName,
    ServerEntry server,
    @Nullable String url,
    Map<String, String> labels,
    Policy policy,
    HealthPolicy health) {
  /** A database that is judged as all are by default. */
  public DatabaseEntry(
      String name,
      String physicalName,
      ServerEntry server,
      @Nullable String url,
      Map<String, String> labels,
      Policy policy) {
    this(name, physicalName, server, url, labels, policy, HealthPolicy.USUAL);
  }

  public DatabaseEntry {
    labels = Map.copyOf(labels);
  }

  /** Lane of the database itself. */
  public String lane() {
    return server.name() + "/" + physicalName;
  }
}
