package io.drover.backup.exchange;

import io.drover.backup.content.Sql;
import io.drover.backup.dump.PropertiesReader;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What no dump of a database holds and a restore needs: as the database has it now. */
final class LiveProperties {
  private LiveProperties() {}

  /** Of the database that the registry names; while it does not exist, those of a new one. */
  static DatabaseProperties of(Attempt<?> attempt) throws OperationFailure, SQLException {
    String name = attempt.target().entry().physicalName();
    DatabaseProperties ofServer;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      String sql = "SELECT 1 FROM pg_catalog.pg_database WHERE datname = ? AND datallowconn";
      if (!Sql.query(maintenance, sql, row -> row.getInt(1), name).isEmpty()) {
        try (Connection live = attempt.connect(name)) {
          return PropertiesReader.read(live);
        }
      }
      ofServer = PropertiesReader.read(maintenance);
    }
    return new DatabaseProperties(
        name,
        attempt.target().server().user(),
        ofServer.encoding(),
        ofServer.localeProvider(),
        ofServer.collate(),
        ofServer.ctype(),
        ofServer.locale(),
        ofServer.icuRules(),
        List.of(),
        null,
        null,
        "pg_default",
        -1);
  }
}
