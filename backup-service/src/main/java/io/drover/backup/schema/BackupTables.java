package io.drover.backup.schema;

import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;

/** Makes the backup service's own tables, which all its features share one history of. */
public final class BackupTables {
  private BackupTables() {}

  /** Brings the tables up to date; whoever uses one calls this first, as often as it likes. */
  public static StateDatabase open(StateDatabase state) {
    return StateSchema.extend(state, "io/drover/backup/schema", "history_of_restores");
  }
}
