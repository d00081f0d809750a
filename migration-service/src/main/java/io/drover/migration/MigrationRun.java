package io.drover.migration;

import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.plan.Plan;
import io.drover.migration.plan.PlanFacts;
import io.drover.migration.rehearsal.Rehearsal;
import io.drover.migration.restoration.Restoration;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt of a request that goes forward: looks, plans, rehearses, applies. */
final class MigrationRun {
  private final Attempt<MigrateRequested> attempt;
  private final MigrationSources sources;
  private final MigrationTools tools;
  private final Planning planning;
  private final Mode mode;
  private @Nullable String restored;

  MigrationRun(Attempt<MigrateRequested> attempt, MigrationSources sources, MigrationTools tools)
      throws OperationFailure {
    this.attempt = attempt;
    this.sources = sources;
    this.tools = tools;
    this.planning = new Planning(attempt, sources, tools);
    this.mode = Mode.of(attempt.command().getMode());
  }

  Outcome outcome() throws OperationFailure, InterruptedException {
    return mode == Mode.RESTORE ? restored() : outcomeHere();
  }

  private Outcome restored() throws OperationFailure, InterruptedException {
    Optional<ChildOutcome> child = attempt.child();
    if (child.isEmpty()) {
      attempt.reached("awaiting-restore");
      return Restoration.request(attempt);
    }
    String backup = Restoration.backupOf(child.get());
    restored = backup;
    try {
      return outcomeHere();
    } catch (OperationFailure failure) {
      throw Restoration.after(failure, attempt, backup);
    }
  }

  private Outcome outcomeHere() throws OperationFailure, InterruptedException {
    DatabaseMigrations migrations = DatabaseMigrations.of(attempt, sources);
    DatabaseStatus status = migrations.status();
    attempt.reached("status-read");
    if (mode == Mode.STATUS) {
      return done(status, null);
    }
    if (isNothingToDo(status)) {
      migrations.requireApplicable(status);
      return done(status, null);
    }
    sources.pin(tools.bundles());
    DatabaseMigrations pinned = DatabaseMigrations.of(attempt, sources);
    DatabaseStatus planned = pinned.status();
    return switch (mode) {
      case STATUS, PLAN -> done(planned, planning.plan(pinned, planned));
      case REHEARSE -> rehearse(pinned, planned);
      default -> new ApplyRun(planning, restored).outcome(pinned, planned);
    };
  }

  /** A plan that was asked for is held against what is there all the same. */
  private boolean isNothingToDo(DatabaseStatus status) {
    return !status.hasWork()
        && status.appliedCount() == 0
        && attempt.command().getPlanDigest() == null
        && attempt.child().isEmpty();
  }

  private Outcome rehearse(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = planning.plan(migrations, status);
    if (!status.hasWork()) {
      Rehearsal.abandon(attempt);
      return done(status, null);
    }
    return new Rehearsal(attempt, sources, tools.rehearsals(), plan)
        .outcome(
            measured ->
                new Outcome.Done(
                    header -> fact(header, status, plan).setRehearsal(measured).build()));
  }

  private Outcome done(DatabaseStatus status, @Nullable Plan plan) throws InterruptedException {
    attempt.reached("done");
    return new Outcome.Done(header -> fact(header, status, plan).build());
  }

  private MigrationSucceeded.Builder fact(
      OperationHeader header, DatabaseStatus status, @Nullable Plan plan) {
    return status
        .fact(header, attempt.command())
        .setRestoredBackupId(restored)
        .setPlan(plan == null ? null : PlanFacts.of(plan));
  }
}
