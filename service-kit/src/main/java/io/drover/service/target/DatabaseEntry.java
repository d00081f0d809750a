package io.drover.service.target;

import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

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

  /**
   * What short statements are sent to: the server, or what stands at the entry's own address
   * instead of it; of several addresses the first. For sentences and remedies; {@link
   * TargetConnections#openForProbe} connects.
   */
  public ServerEntry front() {
    Properties parts = url == null ? null : Driver.parseURL(url, null);
    if (parts == null) {
      return server;
    }
    return new ServerEntry(
        server.name() + ", through the url of " + name + ",",
        first(PGProperty.PG_HOST.getOrDefault(parts)),
        Integer.parseInt(first(PGProperty.PG_PORT.getOrDefault(parts))),
        server.maintenanceDatabase(),
        server.user(),
        server.password(),
        server.sslMode(),
        server.sslRootCertificate());
  }

  private static String first(@Nullable String several) {
    return several == null ? "" : several.split(",", 2)[0];
  }
}
