package io.drover.migration.recovery;

import io.drover.migration.tables.ServiceTables;
import io.drover.schemas.HistoryChange;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a REPAIR is about to change. Thread-safe. */
public final class RepairNotes {
  private static final String WRITE =
      """
      INSERT INTO repair_change
        (operation_id, position, namespace, version, script, change, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  /** As long as the ledger remembers operations. */
  private static final String FORGET =
      "DELETE FROM repair_change WHERE noted_at < clock_timestamp() - interval '60 days'";

  private static final String FIND =
      """
      SELECT namespace, version, script, change, detail FROM repair_change
      WHERE operation_id = ? ORDER BY position
      """;

  private final StateDatabase state;

  private RepairNotes(StateDatabase state) {
    this.state = state;
  }

  /** Those in the service's own schema, whose table is made when it is missing. */
  public static RepairNotes open(StateDatabase state) {
    return new RepairNotes(ServiceTables.open(state));
  }

  /** Notes it durably; once for each operation. */
  void note(String operationId, List<HistoryChange> changes) throws OperationFailure {
    try {
      state.change(connection -> write(connection, operationId, changes));
    } catch (SQLException e) {
      throw StateAway.of(e);
    }
  }

  /** What an earlier attempt of the operation was about to change; empty when none was. */
  List<HistoryChange> of(String operationId) throws OperationFailure {
    try {
      return state.inTransaction(connection -> find(connection, operationId));
    } catch (SQLException e) {
      throw StateAway.of(e);
    }
  }

  private static void write(Connection connection, String operationId, List<HistoryChange> changes)
      throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement write = connection.prepareStatement(WRITE)) {
      forget.executeUpdate();
      for (int i = 0; i < changes.size(); i++) {
        HistoryChange each = changes.get(i);
        write.setString(1, operationId);
        write.setInt(2, i);
        write.setString(3, each.getNamespace());
        write.setString(4, each.getVersion());
        write.setString(5, each.getScript());
        write.setString(6, each.getChange());
        write.setString(7, each.getDetail());
        write.addBatch();
      }
      var _ = write.executeBatch();
    }
  }

  private static List<HistoryChange> find(Connection connection, String operationId)
      throws SQLException {
    List<HistoryChange> changes = new ArrayList<>();
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setString(1, operationId);
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          changes.add(
              HistoryChange.newBuilder()
                  .setNamespace(row.getString(1))
                  .setVersion(row.getString(2))
                  .setScript(row.getString(3))
                  .setChange(row.getString(4))
                  .setDetail(row.getString(5))
                  .build());
        }
      }
    }
    return changes;
  }
}
