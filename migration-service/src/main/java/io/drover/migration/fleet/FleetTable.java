package io.drover.migration.fleet;

import io.drover.migration.tables.ServiceTables;
import io.drover.schemas.FleetMember;
import io.drover.schemas.Kinds;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The databases of fleets, and what became of each. Thread-safe. */
final class FleetTable {
  private static final int FETCHED = 500;

  private final StateDatabase state;

  private FleetTable(StateDatabase state) {
    this.state = state;
  }

  static FleetTable open(StateDatabase state) {
    return new FleetTable(ServiceTables.open(state));
  }

  /** Notes the databases of a fleet; those that were noted first stay. */
  void create(String fleet, List<String> databases) throws SQLException {
    state.change(
        connection -> {
          try (var insert =
              connection.prepareStatement(
                  "INSERT INTO fleet (kind, operation_id) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, Kinds.FLEET);
            insert.setString(2, fleet);
            if (insert.executeUpdate() == 1) {
              addMembers(connection, fleet, databases);
            }
          }
        });
  }

  private static void addMembers(Connection connection, String fleet, List<String> databases)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO fleet_member (operation_id, position, database)
            SELECT ?, n.position, n.database FROM unnest(?::text[]) WITH ORDINALITY AS n (database, position)
            """)) {
      insert.setString(1, fleet);
      insert.setArray(2, connection.createArrayOf("text", databases.toArray(String[]::new)));
      insert.executeUpdate();
    }
  }

  /** Notes how operations of the fleet have ended; a second time changes nothing. */
  void end(String fleet, List<MemberEnd> ends) throws SQLException {
    if (ends.isEmpty()) {
      return;
    }
    state.change(
        connection -> {
          try (var update =
              connection.prepareStatement(
                  """
                  UPDATE fleet_member SET outcome = ?, code = ?, message = ?, remedy = ?, applied = ?, pending = ?,
                    blocking = ?
                  WHERE operation_id = ? AND child_id = ? AND outcome = 'running'
                  """)) {
            for (MemberEnd each : ends) {
              update.setString(1, each.outcome());
              update.setString(2, each.code());
              update.setString(3, each.message());
              update.setString(4, each.remedy());
              update.setInt(5, each.applied());
              update.setInt(6, each.pending());
              update.setInt(7, each.blocking());
              update.setString(8, fleet);
              update.setString(9, each.childId());
              update.addBatch();
            }
            update.executeBatch();
          }
        });
  }

  /** How far a fleet is; all zeros where its databases were not chosen yet. */
  Standing standing(String fleet) throws SQLException {
    return state.inTransaction(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT count(*), count(*) FILTER (WHERE outcome = 'not-begun'),
                    count(*) FILTER (WHERE outcome = 'running'), count(*) FILTER (WHERE outcome = 'succeeded'),
                    coalesce(sum(applied), 0), coalesce(sum(pending), 0), coalesce(sum(blocking), 0),
                    coalesce((SELECT summed_up FROM fleet WHERE operation_id = ?), false)
                  FROM fleet_member WHERE operation_id = ?
                  """)) {
            select.setString(1, fleet);
            select.setString(2, fleet);
            try (var row = select.executeQuery()) {
              row.next();
              return new Standing(
                  row.getInt(1),
                  row.getInt(2),
                  row.getInt(3),
                  row.getInt(4),
                  row.getInt(5),
                  row.getInt(6),
                  row.getInt(7),
                  row.getBoolean(8));
            }
          }
        });
  }

  /** The first databases that were not begun. */
  List<String> next(String fleet, int most) throws SQLException {
    return state.inTransaction(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT database FROM fleet_member WHERE operation_id = ? AND outcome = 'not-begun'
                  ORDER BY position LIMIT ?
                  """)) {
            select.setString(1, fleet);
            select.setInt(2, most);
            List<String> next = new ArrayList<>();
            try (var row = select.executeQuery()) {
              while (row.next()) {
                next.add(row.getString(1));
              }
            }
            return next;
          }
        });
  }

  /** Notes in the caller's transaction that the operations of these databases are asked for. */
  static void begin(Connection connection, String fleet, Map<String, String> childOfDatabase)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE fleet_member SET outcome = 'running', child_id = ?
            WHERE operation_id = ? AND database = ? AND outcome = 'not-begun'
            """)) {
      for (Map.Entry<String, String> each : childOfDatabase.entrySet()) {
        update.setString(1, each.getValue());
        update.setString(2, fleet);
        update.setString(3, each.getKey());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** Notes in the caller's transaction that the summary is stated. */
  static void sumUp(Connection connection, String fleet) throws SQLException {
    try (var update =
        connection.prepareStatement("UPDATE fleet SET summed_up = true WHERE operation_id = ?")) {
      update.setString(1, fleet);
      update.executeUpdate();
    }
  }

  /** Gives the databases, those without success first, for as long as they are taken. */
  void members(String fleet, Predicate<FleetMember> taken) throws SQLException {
    state.change(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT database, child_id, outcome, code, message, remedy, applied, pending, blocking
                  FROM fleet_member WHERE operation_id = ?
                  ORDER BY outcome = 'succeeded', outcome = 'not-begun', position
                  """)) {
            select.setFetchSize(FETCHED);
            select.setString(1, fleet);
            try (var row = select.executeQuery()) {
              boolean more = true;
              while (more && row.next()) {
                more =
                    taken.test(
                        new FleetMember(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getInt(7),
                            row.getInt(8),
                            row.getInt(9)));
              }
            }
          }
        });
  }
}
