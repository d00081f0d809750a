package io.drover.backup.retention;

import io.drover.backup.schema.BackupTables;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Removals of backups: noted before the first file goes, closed when they are stated. */
public final class RemovalTable {
  private static final String FORGET =
      "DELETE FROM backup_removal WHERE removed_at < clock_timestamp() - interval '60 days'";
  private static final String NOTE =
      """
      INSERT INTO backup_removal (database, backup_id, operation_id, reason, archive_bytes, repository)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (database, backup_id, repository) DO UPDATE SET operation_id = excluded.operation_id,
        reason = excluded.reason, archive_bytes = excluded.archive_bytes, noted_at = excluded.noted_at,
        removed_at = NULL
      """;
  private static final String CLOSE =
      """
      UPDATE backup_removal SET removed_at = clock_timestamp(), operation_id = ?
      WHERE database = ? AND backup_id = ? AND repository = ? AND removed_at IS NULL
      """;
  private static final String SELECT =
      "SELECT backup_id, reason, archive_bytes, repository FROM backup_removal WHERE ";

  private final StateDatabase state;

  private RemovalTable(StateDatabase state) {
    this.state = state;
  }

  /** Removals in the service's own schema, whose table is made when it is missing. */
  public static RemovalTable open(StateDatabase state) {
    return new RemovalTable(BackupTables.open(state));
  }

  /**
   * A backup, or a copy of one, that goes or has gone.
   *
   * @param copyIn name of the repository that the copy is in; empty for the backup itself
   */
  record Removal(String backupId, String reason, long archiveBytes, String copyIn) {
    /** A backup itself. */
    Removal(String backupId, String reason, long archiveBytes) {
      this(backupId, reason, archiveBytes, "");
    }

    /** The same of its copy. */
    Removal ofCopy(String repository) {
      return new Removal(backupId, reason, archiveBytes, repository);
    }

    boolean isOfCopy() {
      return !copyIn.isEmpty();
    }
  }

  /**
   * Notes a removal and those of the copies unless the backup is in use: false, and nothing is
   * noted, when it is.
   */
  boolean note(String database, Removal removal, Collection<String> copies, String operationId)
      throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            BackupLocks.lock(connection, database, removal.backupId());
            if (BackupUses.of(connection, database).contains(removal.backupId())) {
              return false;
            }
            note(connection, database, removal, operationId);
            for (String repository : copies) {
              note(connection, database, removal.ofCopy(repository), operationId);
            }
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
      insert.setString(6, removal.copyIn());
      insert.executeUpdate();
    }
  }

  /** Closes a removal in the transaction that states it. */
  static void close(Connection connection, String database, Removal removal, String operationId)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(CLOSE)) {
      update.setString(1, operationId);
      update.setString(2, database);
      update.setString(3, removal.backupId());
      update.setString(4, removal.copyIn());
      if (update.executeUpdate() != 1) {
        throw new SQLException("the removal of " + removal.backupId() + " has been stated before");
      }
    }
  }

  /** Removals of a database that have begun and have not been stated. */
  List<Removal> open(String database) throws OperationFailure {
    return select(
        SELECT
            + "database = ? AND removed_at IS NULL ORDER BY noted_at, backup_id,"
            + " repository",
        database);
  }

  /** The backups that an operation has removed and stated; their copies are not counted. */
  List<Removal> statedBy(String operationId) throws OperationFailure {
    return select(
        SELECT
            + "operation_id = ? AND repository = '' AND removed_at IS NOT NULL ORDER BY removed_at,"
            + " backup_id",
        operationId);
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
                  found.add(
                      new Removal(
                          row.getString(1), row.getString(2), row.getLong(3), row.getString(4)));
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
