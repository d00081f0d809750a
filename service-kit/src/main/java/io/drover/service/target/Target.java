package io.drover.service.target;

/**
 * The physical database that an operation works on.
 *
 * @param entry entry of the registry that was named by the request
 * @param server where it is; a verification's may differ from the entry's own
 * @param physicalName name in PostgreSQL; a restore's differs from the entry's own
 */
public record Target(DatabaseEntry entry, ServerEntry server, String physicalName) {
  /** A database on the entry's own server. */
  public Target(DatabaseEntry entry, String physicalName) {
    this(entry, entry.server(), physicalName);
  }

  public String maintenanceDatabase() {
    return server.maintenanceDatabase();
  }

  /** Name of the lane: server and physical database. */
  public String lane() {
    return server.name() + "/" + physicalName;
  }
}
