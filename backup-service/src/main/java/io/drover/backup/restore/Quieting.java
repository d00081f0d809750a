package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Stops what a restored database would begin to do by itself. */
final class Quieting {
  private Quieting() {}

  /** Disables event triggers, and the jobs of pg_cron where it is installed. */
  static void apply(Connection scratch) throws SQLException {
    for (String trigger :
        Sql.query(
            scratch,
            "SELECT evtname FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D'",
            row -> row.getString(1))) {
      Sql.execute(scratch, "ALTER EVENT TRIGGER %I DISABLE", trigger);
    }
    boolean cron =
        !Sql.query(
                scratch,
                "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('cron.job')",
                row -> row.getInt(1))
            .isEmpty();
    if (cron) {
      try (Statement statement = scratch.createStatement()) {
        statement.execute("UPDATE cron.job SET active = false");
      }
    }
  }
}
