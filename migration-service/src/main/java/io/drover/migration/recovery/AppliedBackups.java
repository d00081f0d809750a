package io.drover.migration.recovery;

import io.drover.migration.tables.ServiceTables;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers which backup each APPLY took first. Thread-safe. */
public final class AppliedBackups {
  private static final String WRITE =
      """
      INSERT INTO applied_backup (operation_id, database, backup_id) VALUES (?, ?, ?)
      ON CONFLICT (operation_id) DO UPDATE
        SET backup_id = excluded.backup_id, noted_at = clock_timestamp()
      """;

  /** The newest one of a database, which has just been written, stays for as long as it is. */
  private static final String FORGET =
      "DELETE FROM applied_backup WHERE database = ?"
          + " AND noted_at < clock_timestamp() - interval '60 days'";

  private static final String NEWEST =
      """
      SELECT operation_id, backup_id FROM applied_backup
      WHERE database = ? ORDER BY noted_at DESC LIMIT 1
      """;

  private final StateDatabase state;

  private AppliedBackups(StateDatabase state) {
    this.state = state;
  }

  /** Those in the service's own schema, whose table is made when it is missing. */
  public static AppliedBackups open(StateDatabase state) {
    return new AppliedBackups(ServiceTables.open(state));
  }

  /**
   * The backup of an APPLY.
   *
   * @param backupId null where it took none
   */
  record Applied(String operationId, @Nullable String backupId) {}

  /**
   * Notes, durably, that an operation is about to apply migrations.
   *
   * @param database of the registry
   * @param backupId what it took first; null for nothing
   * @throws OperationFailure {@code TARGET_UNREACHABLE} the state database is away; retryable
   */
  public void note(String database, String operationId, @Nullable String backupId)
      throws OperationFailure {
    try {
      state.change(connection -> write(connection, database, operationId, backupId));
    } catch (SQLException e) {
      throw StateAway.of(e);
    }
  }

  /** The one that was about to apply something last; empty where none is known. */
  Optional<Applied> newest(String database) throws OperationFailure {
    try {
      return state.inTransaction(connection -> newest(connection, database));
    } catch (SQLException e) {
      throw StateAway.of(e);
    }
  }

  private static void write(
      Connection connection, String database, String operationId, @Nullable String backupId)
      throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(WRITE);
        PreparedStatement forget = connection.prepareStatement(FORGET)) {
      write.setString(1, operationId);
      write.setString(2, database);
      write.setString(3, backupId);
      write.executeUpdate();
      forget.setString(1, database);
      forget.executeUpdate();
    }
  }

  private static Optional<Applied> newest(Connection connection, String database)
      throws SQLException {
    try (PreparedStatement newest = connection.prepareStatement(NEWEST)) {
      newest.setString(1, database);
      try (ResultSet row = newest.executeQuery()) {
        return row.next()
            ? Optional.of(new Applied(row.getString(1), row.getString(2)))
            : Optional.empty();
      }
    }
  }
}
