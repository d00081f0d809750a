package io.drover.monitor.probe;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseEntry;
import java.sql.Connection;
import java.sql.SQLException;

/** The server answers, and the database is there and takes connections. */
final class ReachableCheck implements Check {
  static final String NAME = "reachable";
  private static final String SQL = "SELECT datallowconn FROM pg_database WHERE datname = ?";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public HealthCheck run(DatabaseEntry database, Connection connection) throws SQLException {
    long began = System.nanoTime();
    try (var statement = connection.prepareStatement(SQL)) {
      statement.setString(1, database.physicalName());
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          return Finding.without(
              NAME,
              Finding.CRITICAL,
              "The server answers, but has no database " + database.physicalName() + ".",
              "Restore it, or correct its name in databases.yml.");
        }
        if (!row.getBoolean(1)) {
          return Finding.without(
              NAME,
              Finding.CRITICAL,
              "The database takes no connections.",
              "ALTER DATABASE "
                  + Sql.identifier(database.physicalName())
                  + " ALLOW_CONNECTIONS true");
        }
      }
    }
    double millis = (System.nanoTime() - began) / 1e6;
    return Finding.of(NAME, Finding.OK, millis, "ms", "The database answers.", "");
  }
}
