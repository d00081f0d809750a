package io.drover.backup.wiring;

import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.maintenance.PlainSuccess;
import io.drover.schemas.BackupCopied;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.Outcome;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** Tells of a copy and makes none. */
final class IdleCopy implements MaintenanceAction {
  private final StateDatabase state;

  IdleCopy(StateDatabase state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) {}

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt) throws Exception {
    String backup = Objects.requireNonNull(attempt.command().getBackupId());
    attempt.state(
        header -> new BackupCopied(header, backup, "copies", "", "0".repeat(64), 1L, 1L, 1L),
        List.of());
    state.change(connection -> settle(connection, backup));
    return PlainSuccess.of(attempt.command(), List.of());
  }

  private static void settle(Connection connection, String backup) throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE backup_copy SET settled_at = clock_timestamp() WHERE backup_id = ?")) {
      update.setString(1, backup);
      update.executeUpdate();
    }
  }
}
