package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Checker;
import io.drover.service.target.DatabaseEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks at a server from its maintenance database, whatever the number of its databases. */
final class ServerLook {
  private static final String DATABASES =
      "SELECT datname, datallowconn FROM pg_catalog.pg_database";

  private final ServerSession session;
  private final Checker checker;
  private final Clock clock;

  ServerLook(ServerSession session, Checker checker, Clock clock) {
    this.session = session;
    this.checker = checker;
    this.clock = clock;
  }

  /** What is seen; the session is as good as new after an error. */
  ServerReading read(List<DatabaseEntry> databases) throws SQLException {
    try {
      Instant at = clock.instant();
      Connection connection = session.connection();
      Map<String, Boolean> there = new HashMap<>();
      long began = System.nanoTime();
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(DATABASES)) {
        while (row.next()) {
          there.put(row.getString(1), row.getBoolean(2));
        }
      }
      double millis = (System.nanoTime() - began) / 1e6;
      var names =
          databases.stream()
              .map(DatabaseEntry::physicalName)
              .filter(there::containsKey)
              .collect(Collectors.toSet());
      return new ServerReading(at, checker.server(connection, names), there, millis);
    } catch (SQLException | RuntimeException e) {
      session.abandon();
      throw e;
    }
  }
}
