package io.drover.backup.catalogue;

import io.drover.backup.schema.BackupTables;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What the ledger knows of backups, as far back as it goes. Thread-safe. */
public final class KnownBackups {
  private static final String SUCCEEDED =
      """
      SELECT backup_id FROM (
        SELECT to_char(accepted_at AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') || '-'
          || left(encode(sha256(convert_to('backup/' || operation_id, 'UTF8')), 'hex'), 8) AS backup_id
        FROM operation WHERE kind = 'backup' AND state = 'SUCCEEDED' AND database = ?) known
      WHERE NOT EXISTS (
        SELECT FROM backup_removal r WHERE r.database = ? AND r.backup_id = known.backup_id)
      """;
  private static final String UNSUCCESSFUL =
      "SELECT operation_id FROM operation WHERE kind = 'backup' AND state <> 'SUCCEEDED' AND"
          + " operation_id = ANY (?)";

  private final StateDatabase state;

  private KnownBackups(StateDatabase state) {
    this.state = state;
  }

  /** Looks into the ledger of this state database. */
  public static KnownBackups open(StateDatabase state) {
    return new KnownBackups(BackupTables.open(state));
  }

  /** Ids of the backups that were made and that nobody has begun to remove. */
  public Set<String> succeeded(String database) throws OperationFailure {
    return select(
        SUCCEEDED,
        statement -> {
          statement.setString(1, database);
          statement.setString(2, database);
        });
  }

  /** Those of these operations that go on, or came to nothing: what they left may yet go. */
  public Set<String> unsuccessful(Collection<String> operationIds) throws OperationFailure {
    return select(
        UNSUCCESSFUL,
        statement -> {
          Array ids =
              statement.getConnection().createArrayOf("text", operationIds.toArray(String[]::new));
          statement.setArray(1, ids);
        });
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private Set<String> select(String sql, Binding binding) throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            Set<String> found = new TreeSet<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
              binding.bind(select);
              try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  found.add(row.getString(1));
                }
              }
            }
            return found;
          });
    } catch (SQLException e) {
      throw OperationFailure.of(
              FailureCode.TARGET_UNREACHABLE,
              "The state database of the backup service does not answer.",
              "Look at the log of the service and at its setting drover.state.url.")
          .asRetryable()
          .causedBy(e);
    }
  }
}
