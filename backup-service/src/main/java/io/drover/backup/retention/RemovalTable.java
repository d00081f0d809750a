package io.drover.backup.retention;

import io.drover.backup.schema.BackupTables;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Removals of backups: noted before the first file goes, closed when they are stated. */
public final class RemovalTable {
  private static final String FORGET =
      "DELETE FROM backup_removal WHERE removed_at < clock_timestamp() - interval '60 days'";
  private static final String NOTE =
      """
      INSERT INTO backup_removal (database, backup_id, operation_id, reason, archive_bytes)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (database, backup_id) DO UPDATE SET operation_id = excluded.operation_id,
        reason = excluded.reason, archive_bytes = excluded.archive_bytes, noted_at = excluded.noted_at,
        removed_at = NULL
      """;
  private static final String CLOSE =
      """
      UPDATE backup_removal SET removed_at = clock_timestamp(), operation_id = ?
      WHERE database = ? AND backup_id = ? AND removed_at IS NULL
      """;
  private static final String SELECT =
      "SELECT backup_id, reason, archive_bytes FROM backup_removal WHERE ";

  private final StateDatabase state;

  private RemovalTable(StateDatabase state) {
    this.state = state;
  }

  /** Removals in the service's own schema, whose table is made when it is missing. */
  public static RemovalTable open(StateDatabase state) {
    return new RemovalTable(BackupTables.open(state));
  }

  /** A backup that goes or has gone. */
  record Removal(String backupId, String reason, long archiveBytes) {}

  /** Notes a removal unless the backup is in use: false, and nothing is noted, when it is. */
  boolean note(String database, Removal removal, String operationId) throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            BackupLocks.lock(connection, database, removal.backupId());
            if (BackupUses.of(connection, database).contains(removal.backupId())) {
              return false;
            }
            note(connection, database, removal, operationId);
            return true;
          });
    } catch (SQLException e) {
      throw BackupLocks.away(e);
    }
  }

  private static void note(
      Connection connection, String database, Removal removal, String operationId)
      throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement insert = connection.prepareStatement(NOTE)) {
      forget.executeUpdate();
      insert.setString(1, database);
      insert.setString(2, removal.backupId());
      insert.setString(3, operationId);
      insert.setString(4, removal.reason());
      insert.setLong(5, removal.archiveBytes());
      insert.executeUpdate();
    }
  }

  /** Closes a removal in the transaction that states it. */
  static void close(Connection connection, String database, String backupId, String operationId)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(CLOSE)) {
      update.setString(1, operationId);
      update.setString(2, database);
      update.setString(3, backupId);
      if (update.executeUpdate() != 1) {
        throw new SQLException("the removal of " + backupId + " has been stated before");
      }
    }
  }

  /** Removals of a database that have begun and have not been stated. */
  List<Removal> open(String database) throws OperationFailure {
    return select(SELECT + "database = ? AND removed_at IS NULL ORDER BY backup_id", database);
  }

  /** What an operation has removed and stated. */
  List<Removal> statedBy(String operationId) throws OperationFailure {
    return select(
        SELECT + "operation_id = ? AND removed_at IS NOT NULL ORDER BY backup_id", operationId);
  }

  private List<Removal> select(String sql, String parameter) throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            List<Removal> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
              select.setString(1, parameter);
              try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  found.add(new Removal(row.getString(1), row.getString(2), row.getLong(3)));
                }
              }
            }
            return found;
          });
    } catch (SQLException e) {
      throw BackupLocks.away(e);
    }
  }
}
