package io.drover.monitor.probe.check;

/** Membership without which PostgreSQL hides what a check looks for, often without an error. */
public enum Privilege {
  NONE(""),
  READ_ALL_STATS("pg_read_all_stats"),
  READ_ALL_SETTINGS("pg_read_all_settings"),
  MONITOR("pg_monitor"),
  READ_ALL_DATA("pg_read_all_data");

  private final String role;

  Privilege(String role) {
    this.role = role;
  }

  /** The predefined role; empty for none. */
  public String role() {
    return role;
  }

  /** The command that gives it; pg_monitor holds the two that only read statistics and settings. */
  String grant(String user) {
    boolean monitors = this == READ_ALL_STATS || this == READ_ALL_SETTINGS;
    return "GRANT " + (monitors ? MONITOR.role : role) + " TO " + Sql.identifier(user);
  }
}
