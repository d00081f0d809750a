package io.drover.service.target;

/**
 * The physical database that an operation works on.
 *
 * @param entry entry of the registry that was named by the request
 * @param physicalName name in PostgreSQL; a restore's differs from the entry's own
 */
public record Target(DatabaseEntry entry, String physicalName) {
  public ServerEntry server() {
    return entry.server();
  }

  public String maintenanceDatabase() {
    return entry.server().maintenanceDatabase();
  }

  /** Name of the lane: server and physical database. */
  public String lane() {
    return entry.server().name() + "/" + physicalName;
  }
}
