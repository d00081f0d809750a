package io.drover.migration;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.plan.Plan;
import io.drover.migration.plan.PlanFacts;
import io.drover.migration.plan.Planner;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.LockMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of a database's migrations, says what a run would do, or applies those that are
 * pending.
 *
 * <p>STATUS and PLAN change nothing and take no lock. APPLY is restartable: a script that an ended
 * attempt was in the middle of was rolled back by PostgreSQL, one that it committed stands in the
 * history under the operation's name; the next attempt goes on from there.
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
      DatabaseMigrations migrations = DatabaseMigrations.of(attempt, sources);
      DatabaseStatus status = migrations.status();
      attempt.reached("status-read");
      return switch (Mode.of(attempt.command().getMode())) {
        case STATUS -> done(attempt, status, null, null);
        case PLAN -> done(attempt, status, null, plan(attempt, migrations, status));
        case APPLY -> apply(attempt, migrations, status);
      };
    }
  }

  private Plan plan(
      Attempt<MigrateRequested> attempt, DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    migrations.requireApplicable(status);
    Plan plan = planner.plan(attempt, migrations);
    attempt.reached("planned");
    return plan;
  }

  /** The plan, if it is the one that was asked for and nothing in it is blocked. */
  private Plan reviewed(
      Attempt<MigrateRequested> attempt, DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = plan(attempt, migrations, status);
    @Nullable String digest = attempt.command().getPlanDigest();
    if (digest != null) {
      plan.requireDigest(digest);
    }
    plan.requireSafe();
    return plan;
  }

  private Outcome apply(
      Attempt<MigrateRequested> attempt, DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = reviewed(attempt, migrations, status);
    Optional<ChildOutcome> child = attempt.child();
    boolean backup = attempt.target().entry().policy().backupBeforeMigration();
    if (backup && child.isEmpty() && status.pendingCount() > 0) {
      attempt.reached("awaiting-backup");
      return BackupBefore.request(attempt, status.pendingCount());
    }
    @Nullable String backupId = child.isPresent() ? BackupBefore.idOf(child.get()) : null;
    if (!status.hasWork()) {
      return done(attempt, status, backupId, plan);
    }
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    // Everything is looked at again: another tool may have migrated while this one waited.
    DatabaseStatus now = migrations.status();
    Plan applied = reviewed(attempt, migrations, now);
    attempt.reached("before-apply");
    migrations.apply(now);
    attempt.reached("applied");
    return done(attempt, migrations.status(), backupId, applied);
  }

  private static Outcome done(
      Attempt<MigrateRequested> attempt,
      DatabaseStatus status,
      @Nullable String backupId,
      @Nullable Plan plan)
      throws InterruptedException {
    attempt.reached("done");
    return new Outcome.Done(
        header ->
            MigrationSucceeded.newBuilder()
                .setHeader(header)
                .setMode(attempt.command().getMode())
                .setMigrations(status.newestEntries())
                .setAppliedCount(status.appliedCount())
                .setPendingCount(status.pendingCount())
                .setCurrentVersion(status.currentVersion())
                .setBackupId(backupId)
                .setDurationMillis(status.appliedMillis())
                .setPlan(plan == null || plan.scripts().isEmpty() ? null : PlanFacts.of(plan))
                .build());
  }
}
