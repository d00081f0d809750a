package io.drover.monitor.probe;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseEntry;
import java.sql.Connection;
import java.sql.SQLException;

/** One thing to find out about a database, from the maintenance database of its server. */
interface Check {
  /** Name in the events: stable, lower case. */
  String name();

  /** Finds it out; statements are limited to 2 s by the connection. */
  HealthCheck run(DatabaseEntry database, Connection connection) throws SQLException;
}
