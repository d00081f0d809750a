package io.drover.backup.restore;

import io.drover.backup.schema.BackupTables;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Remembers which database an operation is about to give its final name. The database itself bears
 * no mark, as it must equal the original; but a rename keeps its oid, so an attempt that was killed
 * right after the rename is recognised by the next one. Thread-safe.
 */
public final class RestoreMarks {
  /** As long as the ledger remembers operations. */
  private static final String FORGET =
      "DELETE FROM restore_mark WHERE marked_at < clock_timestamp() - interval '60 days'";

  private static final String WRITE =
      """
      INSERT INTO restore_mark
        (operation_id, server, database_oid, target_name, backup_id, tables, row_count, duration_millis, warnings)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (operation_id, server, database_oid) DO UPDATE
        SET backup_id = excluded.backup_id, tables = excluded.tables, row_count = excluded.row_count,
          duration_millis = excluded.duration_millis, warnings = excluded.warnings,
          marked_at = excluded.marked_at
      """;

  private static final String FIND =
      """
      SELECT backup_id, tables, row_count, duration_millis, warnings, seen FROM restore_mark
      WHERE operation_id = ? AND server = ? AND database_oid = ? AND target_name = ?
      """;

  private static final String SEE =
      """
      UPDATE restore_mark SET seen = true
      WHERE operation_id = ? AND server = ? AND database_oid = ? AND target_name = ?
      """;

  private final StateDatabase state;

  private RestoreMarks(StateDatabase state) {
    this.state = state;
  }

  /** Marks in the service's own schema, whose table is made when it is missing. */
  public static RestoreMarks open(StateDatabase state) {
    return new RestoreMarks(BackupTables.open(state));
  }

  /**
   * A database that an operation makes.
   *
   * @param server name of the server in the registry
   */
  record Key(String operationId, String server, long oid, String targetName) {}

  /** What the operation will say about it. */
  record Restored(
      String backupId, int tables, long rows, List<String> warnings, long durationMillis) {
    Restored {
      warnings = List.copyOf(warnings);
    }
  }

  void write(Key key, Restored restored) throws OperationFailure {
    try {
      state.change(connection -> write(connection, key, restored));
    } catch (SQLException e) {
      throw away(e);
    }
  }

  Optional<Restored> find(Key key) throws OperationFailure {
    return find(key, false);
  }

  /** The same once {@link #see} was called. */
  Optional<Restored> findSeen(Key key) throws OperationFailure {
    return find(key, true);
  }

  /** Notes, durably, that what was announced has happened. */
  void see(Key key) throws OperationFailure {
    try {
      state.change(connection -> see(connection, key));
    } catch (SQLException e) {
      throw away(e);
    }
  }

  private static void see(Connection connection, Key key) throws SQLException {
    try (PreparedStatement see = connection.prepareStatement(SEE)) {
      bind(see, key);
      see.executeUpdate();
    }
  }

  private Optional<Restored> find(Key key, boolean seen) throws OperationFailure {
    try {
      return state.inTransaction(connection -> find(connection, key, seen));
    } catch (SQLException e) {
      throw away(e);
    }
  }

  private static void write(Connection connection, Key key, Restored restored) throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement write = connection.prepareStatement(WRITE)) {
      forget.executeUpdate();
      bind(write, key);
      write.setString(5, restored.backupId());
      write.setInt(6, restored.tables());
      write.setLong(7, restored.rows());
      write.setLong(8, restored.durationMillis());
      write.setArray(9, connection.createArrayOf("text", restored.warnings().toArray()));
      write.executeUpdate();
    }
  }

  private static Optional<Restored> find(Connection connection, Key key, boolean seen)
      throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      bind(find, key);
      try (ResultSet row = find.executeQuery()) {
        return row.next() && (!seen || row.getBoolean(6))
            ? Optional.of(
                new Restored(
                    row.getString(1),
                    row.getInt(2),
                    row.getLong(3),
                    List.of((String[]) row.getArray(5).getArray()),
                    row.getLong(4)))
            : Optional.empty();
      }
    }
  }

  private static void bind(PreparedStatement statement, Key key) throws SQLException {
    statement.setString(1, key.operationId());
    statement.setString(2, key.server());
    statement.setLong(3, key.oid());
    statement.setString(4, key.targetName());
  }

  private static OperationFailure away(SQLException error) {
    return OperationFailure.of(
            FailureCode.TARGET_UNREACHABLE,
            "The state database of the backup service does not answer.",
            "Look at the log of the service and at its setting drover.state.url.")
        .asRetryable()
        .causedBy(error);
  }
}
