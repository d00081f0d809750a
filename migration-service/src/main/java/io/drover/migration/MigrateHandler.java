package io.drover.migration;

import io.drover.migration.adoption.Adoption;
import io.drover.migration.bundle.Bundles;
import io.drover.migration.plan.Planner;
import io.drover.migration.restoration.Restoration;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;

/**
 * Reads the state of a database's migrations, says what a run would do, or applies those that are
 * pending.
 *
 * <p>STATUS and PLAN change nothing and take no lock. APPLY is restartable: a script that an ended
 * attempt was in the middle of was rolled back by PostgreSQL, or goes on from the statement at
 * which it stands where no transaction could hold it; one that it committed stands in the history
 * under the operation's name; the next attempt goes on from there.
 */
final class MigrateHandler implements OperationHandler<MigrateRequested> {
  private final Bundles bundles;
  private final Planner planner;

  MigrateHandler(Bundles bundles, Planner planner) {
    this.bundles = bundles;
    this.planner = planner;
  }

  @Override
  public String kind() {
    return Kinds.MIGRATE;
  }

  @Override
  public Topic requests() {
    return Topics.MIGRATE_REQUESTED;
  }

  @Override
  public Class<MigrateRequested> commandType() {
    return MigrateRequested.class;
  }

  @Override
  public String permission(MigrateRequested command) {
    return Admission.permission(command);
  }

  @Override
  public String physicalName(MigrateRequested command, DatabaseEntry database) {
    return command.getMode().equals(Mode.RESTORE.name())
        ? Restoration.physicalName(command, database)
        : database.physicalName();
  }

  @Override
  public void admit(MigrateRequested command, DatabaseEntry database) throws OperationFailure {
    Admission.check(command, database);
    RequestedBundle.check(command, database, bundles.roots());
  }

  @Override
  public Outcome handle(Attempt<MigrateRequested> attempt)
      throws OperationFailure, InterruptedException {
    try (MigrationSources sources =
        MigrationSources.open(
            attempt.target().entry().policy().migrations(),
            RequestedBundle.of(attempt.command()),
            bundles)) {
      return switch (Mode.of(attempt.command().getMode())) {
        case ADOPT -> new Adoption(attempt, bundles, sources).outcome();
        default -> new MigrationRun(attempt, planner, bundles, sources).outcome();
      };
    }
  }

  @Override
  public void abandon(Attempt<MigrateRequested> attempt) throws OperationFailure {
    if (Mode.of(attempt.command().getMode()) == Mode.ADOPT) {
      Adoption.abandon(attempt);
    }
  }
}
