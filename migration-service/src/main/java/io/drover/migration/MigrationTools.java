package io.drover.migration;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.plan.Planner;
import io.drover.migration.recovery.AppliedBackups;
import io.drover.migration.recovery.Recovery.RecoveryTools;
import io.drover.migration.recovery.RepairNotes;
import io.drover.migration.rehearsal.Rehearsals;
import io.drover.service.state.StateDatabase;

/** What requests of all modes are carried out with; lives as long as the service. */
record MigrationTools(
    Bundles bundles, Planner planner, Rehearsals rehearsals, RecoveryTools recovery) {
  /** With the service's own tables, which are made when they are missing. */
  static MigrationTools of(Bundles bundles, Planner planner, StateDatabase state) {
    return new MigrationTools(
        bundles,
        planner,
        Rehearsals.open(state),
        new RecoveryTools(planner, AppliedBackups.open(state), RepairNotes.open(state)));
  }
}
