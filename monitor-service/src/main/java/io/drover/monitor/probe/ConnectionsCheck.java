package io.drover.monitor.probe;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseEntry;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The server has connections to spare. Counts by pg_stat_database, whose numbers every role may see
 * (manual, "The Cumulative Statistics System").
 */
final class ConnectionsCheck implements Check {
  static final String NAME = "connections";
  private static final double WARNING_PERCENT = 75;
  private static final double CRITICAL_PERCENT = 90;
  private static final String SQL =
      "SELECT sum(numbackends), current_setting('max_connections')::int FROM pg_stat_database";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public HealthCheck run(DatabaseEntry database, Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SQL)) {
      row.next();
      return found(row.getInt(1), row.getInt(2));
    }
  }

  static HealthCheck found(int used, int most) {
    double percent = 100.0 * used / most;
    String status = Finding.level(percent, WARNING_PERCENT, CRITICAL_PERCENT);
    return Finding.of(
        NAME,
        status,
        percent,
        "percent",
        "The server uses " + used + " of " + most + " connections.",
        status.equals(Finding.OK)
            ? ""
            : "See who holds them: SELECT usename, application_name, state, count(*) FROM pg_stat_activity"
                + " GROUP BY 1, 2, 3 ORDER BY 4 DESC");
  }
}
