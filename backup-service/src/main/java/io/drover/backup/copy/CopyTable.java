package io.drover.backup.copy;

import io.drover.backup.schema.BackupTables;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which backups are to be copied, and who asked for it last; shared by all instances. */
public final class CopyTable {
  /** What became of older ones is found by a look at the repositories. */
  private static final String NOTE_COMMITTED =
      """
      WITH done AS (
        SELECT database, to_char(accepted_at AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') || '-'
          || left(encode(sha256(convert_to('backup/' || operation_id, 'UTF8')), 'hex'), 8) AS backup_id
        FROM operation WHERE kind = 'backup' AND state = 'SUCCEEDED'
          AND finished_at > clock_timestamp() - interval '1 day' AND database = ?)
      INSERT INTO backup_copy (database, backup_id, repository)
      SELECT d.database, d.backup_id, ? FROM done d
      WHERE NOT EXISTS (SELECT FROM backup_copy c
          WHERE c.database = d.database AND c.backup_id = d.backup_id AND c.repository = ?)
        AND NOT EXISTS (SELECT FROM backup_removal r
          WHERE r.database = d.database AND r.backup_id = d.backup_id)
      ON CONFLICT DO NOTHING
      """;

  private static final String NOTE_MISSING =
      """
      INSERT INTO backup_copy (database, backup_id, repository) VALUES (?, ?, ?)
      ON CONFLICT (database, backup_id, repository) DO UPDATE SET settled_at = NULL, operation_id = NULL
        WHERE backup_copy.settled_at < ?
      """;

  /** After each request that came to nothing the next one waits ten minutes longer, up to 6 h. */
  private static final String DUE =
      """
      SELECT c.backup_id, c.requests FROM backup_copy c
      LEFT JOIN operation o ON o.kind = 'maintenance' AND o.operation_id = c.operation_id
      WHERE c.settled_at IS NULL AND c.database = ? AND c.repository = ? AND c.requests < ?
        AND (c.operation_id IS NULL
          OR o.finished_at < clock_timestamp() - least(c.requests, 36) * interval '10 minutes'
          OR (o.operation_id IS NULL AND c.requested_at < clock_timestamp() - interval '1 day'))
      ORDER BY c.backup_id LIMIT 100 FOR UPDATE OF c SKIP LOCKED
      """;

  private static final String REQUESTED =
      """
      UPDATE backup_copy SET operation_id = ?, requests = requests + 1, requested_at = clock_timestamp()
      WHERE database = ? AND backup_id = ? AND repository = ?
      """;
  private static final String SETTLE =
      """
      INSERT INTO backup_copy (database, backup_id, repository, settled_at, copied_by)
      VALUES (?, ?, ?, clock_timestamp(), ?)
      ON CONFLICT (database, backup_id, repository)
        DO UPDATE SET settled_at = clock_timestamp(), copied_by = excluded.copied_by
      """;

  /** So many requests for one copy have ids of their own. */
  private static final int MOST_REQUESTS = 999;

  private final StateDatabase state;

  private CopyTable(StateDatabase state) {
    this.state = state;
  }

  /** The table in the service's own schema, made when it is missing. */
  public static CopyTable open(StateDatabase state) {
    return new CopyTable(BackupTables.open(state));
  }

  /** A copy to ask for; {@code requests} there were before. */
  record Due(String backupId, int requests) {}

  StateDatabase state() {
    return state;
  }

  /** Notes the backups of a database whose operations have succeeded. */
  void noteCommitted(Connection connection, String database, String repository)
      throws SQLException {
    update(connection, NOTE_COMMITTED, database, repository, repository);
    update(
        connection,
        "DELETE FROM backup_copy WHERE settled_at < clock_timestamp() - interval '60 days' AND"
            + " database = ?",
        database);
  }

  /**
   * Notes backups that lacked a copy at a time, though they may have had one before.
   *
   * @param seenAt before the look began, by the state database's clock
   */
  void noteMissing(String database, Collection<String> backupIds, String repository, Instant seenAt)
      throws SQLException {
    state.change(
        connection -> {
          try (PreparedStatement note = connection.prepareStatement(NOTE_MISSING)) {
            for (String id : backupIds) {
              note.setString(1, database);
              note.setString(2, id);
              note.setString(3, repository);
              note.setObject(4, seenAt.atOffset(ZoneOffset.UTC));
              note.addBatch();
            }
            note.executeBatch();
          }
        });
  }

  /** What is to be asked for now, for this transaction alone. */
  List<Due> due(Connection connection, String database, String repository) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(DUE)) {
      select.setString(1, database);
      select.setString(2, repository);
      select.setInt(3, MOST_REQUESTS);
      List<Due> due = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          due.add(new Due(row.getString(1), row.getInt(2)));
        }
      }
      return due;
    }
  }

  void requested(
      Connection connection,
      String database,
      String backupId,
      String repository,
      String operationId)
      throws SQLException {
    update(connection, REQUESTED, operationId, database, backupId, repository);
  }

  /** Notes that there is nothing to ask for any more, in the transaction that says why. */
  static void settle(
      Connection connection,
      String database,
      String backupId,
      String repository,
      String operationId)
      throws SQLException {
    update(connection, SETTLE, database, backupId, repository, operationId);
  }

  /** Whether this operation has told of a copy. */
  boolean statedBy(String operationId) throws OperationFailure {
    return exists(
        "SELECT FROM backup_copy WHERE settled_at IS NOT NULL AND copied_by = ?", operationId);
  }

  /** Whether the operation that made a backup goes on: it may yet take the backup away. */
  boolean isOpen(String operationId) throws OperationFailure {
    return exists(
        "SELECT FROM operation WHERE operation_id = ? AND finished_at IS NULL AND kind IN"
            + " ('backup', 'maintenance')",
        operationId);
  }

  private boolean exists(String sql, String parameter) throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
              select.setString(1, parameter);
              try (ResultSet row = select.executeQuery()) {
                return row.next();
              }
            }
          });
    } catch (SQLException e) {
      throw away(e);
    }
  }

  static OperationFailure away(SQLException error) {
    return OperationFailure.of(
            FailureCode.TARGET_UNREACHABLE,
            "The state database of the backup service does not answer.",
            "Look at the log of the service and at its setting drover.state.url.")
        .asRetryable()
        .causedBy(error);
  }

  private static void update(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        update.setString(i + 1, parameters[i]);
      }
      update.executeUpdate();
    }
  }
}
