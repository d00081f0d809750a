package io.drover.monitor.alert;

/**
 * What an alert is about; parts that do not apply are empty.
 *
 * @param database name in the registry
 * @param server name in the registry; for a database, its server
 * @param service service, instance or consumer group
 */
public record About(String database, String server, String service) {
  /** Drover itself. */
  public static final About DROVER = new About("", "", "");

  /** A database on its server. */
  public static About database(String name, String server) {
    return new About(name, server, "");
  }

  /** A server. */
  public static About server(String name) {
    return new About("", name, "");
  }

  /** A service or one instance of it. */
  public static About service(String name) {
    return new About("", "", name);
  }
}
