package io.drover.backup.retention;

import io.drover.backup.schema.BackupTables;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which backups are being read. A backup in use is not removed; one whose removal has begun is not
 * used any more. Whichever is noted first counts, on all instances. Thread-safe.
 */
public final class BackupUses {
  private static final String FORGET =
      """
      DELETE FROM backup_use u WHERE noted_at < clock_timestamp() - interval '1 day'
        AND NOT EXISTS (SELECT FROM operation o WHERE o.kind = u.kind AND o.operation_id = u.operation_id
          AND o.finished_at IS NULL)
      """;
  private static final String NOTE =
      """
      INSERT INTO backup_use (kind, operation_id, database, backup_id)
      SELECT ?, ?, ?, ?
      WHERE NOT EXISTS (SELECT FROM backup_removal WHERE database = ? AND backup_id = ? AND removed_at IS NULL)
      ON CONFLICT (kind, operation_id, database, backup_id) DO UPDATE SET noted_at = clock_timestamp()
      """;
  private static final String OPEN =
      """
      SELECT DISTINCT u.backup_id FROM backup_use u
      JOIN operation o ON o.kind = u.kind AND o.operation_id = u.operation_id AND o.finished_at IS NULL
      WHERE u.database = ?
      """;

  private final StateDatabase state;

  private BackupUses(StateDatabase state) {
    this.state = state;
  }

  /** Uses in the service's own schema, whose table is made when it is missing. */
  public static BackupUses open(StateDatabase state) {
    return new BackupUses(BackupTables.open(state));
  }

  /**
   * Notes that an operation reads a backup, until the operation has ended. Look afterwards whether
   * the backup is still there: it may have gone just before.
   *
   * @throws OperationFailure {@code BACKUP_NOT_FOUND}: its removal has begun
   */
  public void take(String kind, String operationId, String database, String backupId)
      throws OperationFailure {
    try {
      if (!state.inTransaction(
          connection -> note(connection, kind, operationId, database, backupId))) {
        throw OperationFailure.of(
            FailureCode.BACKUP_NOT_FOUND,
            "The backup " + backupId + " of " + database + " is being removed.",
            "./drover backups " + database);
      }
    } catch (SQLException e) {
      throw BackupLocks.away(e);
    }
  }

  private static boolean note(
      Connection connection, String kind, String operationId, String database, String backupId)
      throws SQLException {
    BackupLocks.lock(connection, database, backupId);
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement note = connection.prepareStatement(NOTE)) {
      forget.executeUpdate();
      note.setString(1, kind);
      note.setString(2, operationId);
      note.setString(3, database);
      note.setString(4, backupId);
      note.setString(5, database);
      note.setString(6, backupId);
      return note.executeUpdate() > 0;
    }
  }

  /** The backups of a database that operations read which have not ended. */
  Set<String> of(String database) throws OperationFailure {
    try {
      return state.inTransaction(connection -> of(connection, database));
    } catch (SQLException e) {
      throw BackupLocks.away(e);
    }
  }

  static Set<String> of(Connection connection, String database) throws SQLException {
    Set<String> found = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(OPEN)) {
      select.setString(1, database);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    }
    return found;
  }
}
