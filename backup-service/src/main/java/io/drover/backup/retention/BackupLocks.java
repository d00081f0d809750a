package io.drover.backup.retention;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Orders uses and removals of one backup, across instances. */
final class BackupLocks {
  private BackupLocks() {}

  /** Taken to the end of the transaction; two keys, as bigint keys are the target locks'. */
  static void lock(Connection connection, String database, String backupId) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT pg_advisory_xact_lock(hashtext('drover backup ' || ?), hashtext(?))")) {
      lock.setString(1, database);
      lock.setString(2, backupId);
      lock.execute();
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
}
