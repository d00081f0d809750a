package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.swap.Fence;
import io.drover.backup.swap.NamedDatabase;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What hangs on the database under its name and would be left behind when another one takes it. */
final class Strandings {
  private Strandings() {}

  /** Looks at the server's catalogue and, for publications, into the database. */
  static List<Finding> find(Attempt<RestoreRequested> attempt, Connection maintenance)
      throws SQLException, OperationFailure {
    String database = attempt.target().physicalName();
    List<Finding> found = new ArrayList<>();
    Optional<NamedDatabase> current = NamedDatabase.find(maintenance, database);
    if (current.isEmpty()) {
      return found;
    }
    found.addAll(Privileges.ofOwner(maintenance, database));
    prepared(maintenance, database, found);
    slots(maintenance, database, found);
    subscriptions(maintenance, database, found);
    cron(maintenance, database, found);
    if (current.get().allowConnections()) {
      try (Connection inside = attempt.connect()) {
        publications(inside, found);
      }
    }
    return found;
  }

  /**
   * The same for a database that is restored into: it stays, and only what reads it is stranded.
   */
  static List<Finding> findInPlace(Attempt<RestoreRequested> attempt, Connection maintenance)
      throws SQLException, OperationFailure {
    String database = attempt.target().physicalName();
    List<Finding> found = new ArrayList<>(Privileges.ofOwner(maintenance, database));
    prepared(maintenance, database, found);
    int connections = Fence.connections(maintenance, database);
    if (connections > 0) {
      found.add(
          Finding.unsafe(
              Finding.CONNECTIONS,
              connections
                  + " sessions of others are on the database: they would wait for the restore, or"
                  + " make it wait for them, and see other tables afterwards.",
              "Stop its users: SELECT pid, usename, application_name, state FROM pg_stat_activity"
                  + " WHERE datname = "
                  + Quoted.literal(database)
                  + ";"));
    }
    if (!attempt.command().getDataOnly()) {
      subscriptions(maintenance, database, found);
      try (Connection inside = attempt.connect()) {
        publications(inside, found);
      }
    }
    return found;
  }

  /** PostgreSQL refuses to rename a database that one of these uses. */
  private static void prepared(Connection maintenance, String database, List<Finding> found)
      throws SQLException {
    List<String> gids =
        names(
            maintenance,
            "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = ? ORDER BY prepared",
            database);
    if (!gids.isEmpty()) {
      found.add(
          Finding.unsafe(
              Finding.PREPARED,
              "Prepared transactions hold the database: " + String.join(", ", gids) + ".",
              "In that database: ROLLBACK PREPARED " + Quoted.literal(gids.getFirst()) + ";"));
    }
  }

  private static void slots(Connection maintenance, String database, List<Finding> found)
      throws SQLException {
    List<String> slots =
        names(
            maintenance,
            """
            SELECT slot_name FROM pg_catalog.pg_replication_slots
            WHERE slot_type = 'logical' AND database = ? ORDER BY slot_name
            """,
            database);
    if (!slots.isEmpty()) {
      found.add(
          Finding.unsafe(
              Finding.SLOT,
              "Logical replication slots would stay with the replaced database: "
                  + String.join(", ", slots)
                  + ".",
              "Stop their readers, then SELECT pg_drop_replication_slot("
                  + Quoted.literal(slots.getFirst())
                  + ");"));
    }
  }

  private static void subscriptions(Connection maintenance, String database, List<Finding> found)
      throws SQLException {
    List<String> names =
        names(
            maintenance,
            """
            SELECT s.subname FROM pg_catalog.pg_subscription s
            JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = ? ORDER BY s.subname
            """,
            database);
    if (!names.isEmpty()) {
      found.add(
          Finding.unsafe(
              Finding.SUBSCRIPTION,
              "Subscriptions of the database would stop, and be disabled or missing afterwards: "
                  + String.join(", ", names)
                  + ".",
              "In that database: DROP SUBSCRIPTION " + Quoted.identifier(names.getFirst()) + ";"));
    }
  }

  private static void cron(Connection maintenance, String database, List<Finding> found)
      throws SQLException {
    List<String> homes =
        Sql.query(
            maintenance,
            "SELECT current_setting('cron.database_name', true)",
            row -> String.valueOf(row.getString(1)));
    if (homes.getFirst().equals(database)) {
      found.add(
          Finding.unsafe(
              Finding.CRON_HOME,
              "pg_cron runs its jobs from this database and holds a session on it.",
              "Move it, with a restart of the server: ALTER SYSTEM SET cron.database_name TO"
                  + " 'postgres';"));
    }
  }

  /**
   * Which publications a slot's reader asks for is known to the reader alone, so each one of a
   * database with such a slot counts as in use.
   */
  private static void publications(Connection database, List<Finding> found) throws SQLException {
    List<String> names =
        Sql.query(
            database,
            """
            SELECT pubname FROM pg_catalog.pg_publication
            WHERE EXISTS (SELECT FROM pg_catalog.pg_replication_slots
                          WHERE database = current_database() AND plugin = 'pgoutput')
            ORDER BY pubname
            """,
            row -> row.getString(1));
    if (!names.isEmpty()) {
      found.add(
          Finding.unsafe(
              Finding.PUBLICATION,
              "Subscribers read publications of the database: " + String.join(", ", names) + ".",
              "Drop the subscriptions on their side first: DROP SUBSCRIPTION …;"));
    }
  }

  private static List<String> names(Connection connection, String sql, String database)
      throws SQLException {
    return Sql.query(connection, sql, row -> row.getString(1), database);
  }
}
