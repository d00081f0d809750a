package io.drover.migration;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.check.Checks;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.plan.Plan;
import io.drover.migration.plan.PlanFacts;
import io.drover.migration.plan.Planner;
import io.drover.migration.restoration.Restoration;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt of a request about the migrations of a database. */
final class MigrationRun {
  private final Attempt<MigrateRequested> attempt;
  private final Planner planner;
  private final Bundles bundles;
  private final MigrationSources sources;
  private final Mode mode;
  private List<String> passedChecks = List.of();
  private @Nullable String restored;

  MigrationRun(
      Attempt<MigrateRequested> attempt, Planner planner, Bundles bundles, MigrationSources sources)
      throws OperationFailure {
    this.attempt = attempt;
    this.planner = planner;
    this.bundles = bundles;
    this.sources = sources;
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
      return done(status, null, null);
    }
    migrations.requireApplicable(status);
    if (isNothingToDo(status)) {
      return done(status, null, null);
    }
    sources.pin(bundles);
    DatabaseMigrations pinned = DatabaseMigrations.of(attempt, sources);
    DatabaseStatus planned = pinned.status();
    return mode == Mode.PLAN ? done(planned, null, plan(pinned, planned)) : apply(pinned, planned);
  }

  /** A plan that was asked for is held against what is there all the same. */
  private boolean isNothingToDo(DatabaseStatus status) {
    return !status.hasWork()
        && status.appliedCount() == 0
        && attempt.command().getPlanDigest() == null
        && attempt.child().isEmpty();
  }

  private Plan plan(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    migrations.requireApplicable(status);
    Plan plan = planner.plan(attempt, migrations, sources::masked);
    attempt.reached("planned");
    return plan;
  }

  /** The plan, if it is the one that was asked for and nothing in it is blocked. */
  private Plan reviewed(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = plan(migrations, status);
    @Nullable String digest = attempt.command().getPlanDigest();
    if (digest != null) {
      plan.requireDigest(digest);
    }
    plan.requireSafe();
    return plan;
  }

  private Outcome apply(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = reviewed(migrations, status);
    Optional<ChildOutcome> child = restored == null ? attempt.child() : Optional.empty();
    boolean backup = restored == null && attempt.target().entry().policy().backupBeforeMigration();
    if (backup && child.isEmpty() && status.pendingCount() > 0) {
      attempt.reached("awaiting-backup");
      return BackupBefore.request(attempt, status.pendingCount());
    }
    @Nullable String backupId = child.isPresent() ? BackupBefore.idOf(child.get()) : null;
    if (!status.hasWork()) {
      if (restored != null || status.appliedCount() > 0) {
        check(backupId);
      }
      return done(status, backupId, plan);
    }
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    // Everything is looked at again: another tool may have migrated while this one waited.
    DatabaseStatus now = migrations.status();
    Plan applied = reviewed(migrations, now);
    attempt.reached("before-apply");
    migrations.apply(now);
    attempt.reached("applied");
    check(backupId);
    return done(migrations.status(), backupId, applied);
  }

  private void check(@Nullable String backupId) throws OperationFailure, InterruptedException {
    String database = attempt.target().entry().name();
    String back =
        restored == null
            ? "./drover migrate "
                + database
                + " --rollback"
                + (backupId == null ? "" : " --to-backup before --confirm " + database)
            : Restoration.back(attempt.command());
    passedChecks = Checks.pass(attempt, back);
  }

  private Outcome done(DatabaseStatus status, @Nullable String backupId, @Nullable Plan plan)
      throws InterruptedException {
    attempt.reached("done");
    return new Outcome.Done(
        header ->
            MigrationSucceeded.newBuilder()
                .setHeader(header)
                .setMode(mode.name())
                .setMigrations(status.newestEntries())
                .setAppliedCount(status.appliedCount())
                .setPendingCount(status.pendingCount())
                .setCurrentVersion(status.currentVersion())
                .setBackupId(backupId)
                .setDurationMillis(status.appliedMillis())
                .setPlan(plan == null ? null : PlanFacts.of(plan))
                .setChecks(passedChecks)
                .setRestoredBackupId(restored)
                .build());
  }
}
