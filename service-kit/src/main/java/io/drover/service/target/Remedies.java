package io.drover.service.target;

/** Commands for a person to paste into a shell; every name in them is quoted. */
public final class Remedies {
  private Remedies() {}

  /**
   * A psql command that takes the password from where the service does, so it works on the
   * service's host; elsewhere PGPASSWORD or PGPASSFILE is to be set otherwise.
   */
  public static String psql(ServerEntry server, String database, String sql) {
    // libpq reads a dbname with an equals sign as a connection string, an environment variable
    // never.
    return "PGPASSWORD="
        + server.password().shellWord()
        + " PGDATABASE="
        + shell(database)
        + " psql -h "
        + shell(server.host())
        + " -p "
        + server.port()
        + " -U "
        + shell(server.user())
        + " -c "
        + shell(sql);
  }

  /** The same on the server's maintenance database. */
  public static String psql(ServerEntry server, String sql) {
    return psql(server, server.maintenanceDatabase(), sql);
  }

  static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** One word of a command of a shell. */
  public static String shell(String text) {
    return text.matches("[A-Za-z0-9_./:%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
