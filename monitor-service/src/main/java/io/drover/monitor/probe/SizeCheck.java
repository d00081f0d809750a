package io.drover.monitor.probe;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseEntry;
import java.sql.Connection;
import java.sql.SQLException;

/** The database is not larger than expected. */
final class SizeCheck implements Check {
  static final String NAME = "size";
  private static final String SQL =
      "SELECT pg_database_size(oid) FROM pg_database WHERE datname = ?";

  private final long warningBytes;
  private final long criticalBytes;

  SizeCheck(long warningBytes, long criticalBytes) {
    this.warningBytes = warningBytes;
    this.criticalBytes = criticalBytes;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public HealthCheck run(DatabaseEntry database, Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(SQL)) {
      statement.setString(1, database.physicalName());
      try (var row = statement.executeQuery()) {
        return row.next()
            ? found(row.getLong(1))
            : Finding.without(NAME, Finding.UNKNOWN, "The database does not exist.", "");
      }
    }
  }

  private HealthCheck found(long bytes) {
    double size = (double) bytes;
    String status = Finding.level(size, (double) warningBytes, (double) criticalBytes);
    boolean fine = status.equals(Finding.OK);
    return Finding.of(
        NAME,
        status,
        size,
        "bytes",
        fine
            ? "The size is below the threshold."
            : "The database has grown past "
                + (status.equals(Finding.WARNING) ? warningBytes : criticalBytes)
                + " bytes.",
        fine
            ? ""
            : "Find what grows: SELECT relname, pg_total_relation_size(oid) FROM pg_class ORDER BY 2 DESC LIMIT 10");
  }
}
