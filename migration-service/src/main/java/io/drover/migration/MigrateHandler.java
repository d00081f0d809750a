package io.drover.migration;

import io.drover.migration.adoption.Adoption;
import io.drover.migration.recovery.Recovery;
import io.drover.migration.rehearsal.Rehearsal;
import io.drover.migration.restoration.Restoration;
import io.drover.migration.site.ThriftyAttempt;
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
import java.util.List;

/**
 * Reads the state of a database's migrations, says what a run would do, rehearses it on a scratch
 * copy, or applies those that are pending.
 *
 * <p>STATUS and PLAN change nothing and take no lock; no more does REHEARSE, but for a scratch
 * copy, of which each run has its own. APPLY is restartable: a script that an ended attempt was in
 * the middle of was rolled back by PostgreSQL, or goes on from the statement at which it stands
 * where no transaction could hold it; one that it committed stands in the history under the
 * operation's name; the next attempt goes on from there.
 */
final class MigrateHandler implements OperationHandler<MigrateRequested> {
  private final MigrationTools tools;

  MigrateHandler(MigrationTools tools) {
    this.tools = tools;
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
  public List<String> permissions(MigrateRequested command) {
    return Admission.permissions(command);
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
    RequestedBundle.check(command, database, tools.bundles().roots());
  }

  @Override
  public Outcome handle(Attempt<MigrateRequested> given)
      throws OperationFailure, InterruptedException {
    try (var attempt = new ThriftyAttempt<>(given);
        MigrationSources sources =
            MigrationSources.open(
                attempt.target().entry().policy().migrations(),
                RequestedBundle.of(attempt.command()),
                tools.bundles())) {
      return switch (Mode.of(attempt.command().getMode())) {
        case ADOPT -> new Adoption(attempt, tools.bundles(), sources).outcome();
        case BASELINE -> recovery(attempt, sources).baseline();
        case REPAIR -> recovery(attempt, sources).repair();
        case ROLLBACK -> recovery(attempt, sources).rollback();
        default -> new MigrationRun(attempt, sources, tools).outcome();
      };
    }
  }

  private Recovery recovery(Attempt<MigrateRequested> attempt, MigrationSources sources)
      throws OperationFailure {
    return new Recovery(attempt, sources, tools.bundles(), tools.recovery());
  }

  @Override
  public void abandon(Attempt<MigrateRequested> attempt)
      throws OperationFailure, InterruptedException {
    switch (Mode.of(attempt.command().getMode())) {
      case ADOPT -> Adoption.abandon(attempt);
      case REHEARSE -> Rehearsal.abandon(attempt);
      default -> {}
    }
  }
}
