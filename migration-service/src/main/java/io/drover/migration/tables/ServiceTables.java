package io.drover.migration.tables;

import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;

/** Makes the migration service's own tables, which all its features share one history of. */
public final class ServiceTables {
  private ServiceTables() {}

  /** Brings the tables up to date; whoever uses one calls this first, as often as it likes. */
  public static StateDatabase open(StateDatabase state) {
    return StateSchema.extend(state, "io/drover/migration/tables", "history_of_migrations");
  }
}
