package io.drover.migration;

import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.plan.Plan;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import org.jspecify.annotations.Nullable;

/** What an attempt would run, and whether it may. */
record Planning(Attempt<MigrateRequested> attempt, MigrationSources sources, MigrationTools tools) {
  /** The plan of what is pending. */
  Plan plan(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    migrations.requireApplicable(status);
    Plan plan = tools.planner().plan(attempt, migrations, sources::masked);
    attempt.reached("planned");
    return plan;
  }

  /**
   * Refuses a plan that is not the one that was asked for, is blocked, or was not rehearsed.
   *
   * @param onCopy whether the database is a copy that this very operation has made
   */
  void requireAllowed(Plan plan, DatabaseStatus status, boolean onCopy) throws OperationFailure {
    @Nullable String digest = attempt.command().getPlanDigest();
    if (digest != null) {
      plan.requireDigest(digest);
    }
    plan.requireSafe();
    // What this operation has begun it may bring to its end.
    if (status.hasWork() && status.appliedCount() == 0 && !onCopy) {
      DatabaseEntry database = attempt.target().entry();
      tools
          .rehearsals()
          .require(
              database.name(),
              plan.digest(),
              database.policy().migrations().guards().rehearsalNoOlderThan());
    }
  }
}
