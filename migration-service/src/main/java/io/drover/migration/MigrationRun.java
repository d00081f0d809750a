package io.drover.migration;

import io.drover.migration.check.Checks;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.plan.Plan;
import io.drover.migration.plan.PlanFacts;
import io.drover.migration.rehearsal.Rehearsal;
import io.drover.migration.restoration.Restoration;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.LockMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt of a request about the migrations of a database. */
final class MigrationRun {
  private final Attempt<MigrateRequested> attempt;
  private final MigrationSources sources;
  private final MigrationTools tools;
  private final Mode mode;
  private List<String> passedChecks = List.of();
  private @Nullable String restored;

  MigrationRun(Attempt<MigrateRequested> attempt, MigrationSources sources, MigrationTools tools)
      throws OperationFailure {
    this.attempt = attempt;
    this.sources = sources;
    this.tools = tools;
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
    if (isNothingToDo(status)) {
      migrations.requireApplicable(status);
      return done(status, null, null);
    }
    sources.pin(tools.bundles());
    DatabaseMigrations pinned = DatabaseMigrations.of(attempt, sources);
    DatabaseStatus planned = pinned.status();
    return switch (mode) {
      case STATUS, PLAN -> done(planned, null, plan(pinned, planned));
      case REHEARSE -> rehearse(pinned, planned);
      default -> apply(pinned, planned);
    };
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
    Plan plan = tools.planner().plan(attempt, migrations, sources::masked);
    attempt.reached("planned");
    return plan;
  }

  /** The plan, if it may be run. */
  private Plan reviewed(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = plan(migrations, status);
    requireAllowed(plan, status);
    return plan;
  }

  /** Refuses a plan that is not the one that was asked for, is blocked, or was not rehearsed. */
  private void requireAllowed(Plan plan, DatabaseStatus status) throws OperationFailure {
    @Nullable String digest = attempt.command().getPlanDigest();
    if (digest != null) {
      plan.requireDigest(digest);
    }
    plan.requireSafe();
    // What this operation has begun it may bring to its end; what it restored is a copy itself.
    if (status.hasWork() && status.appliedCount() == 0 && restored == null) {
      DatabaseEntry database = attempt.target().entry();
      tools
          .rehearsals()
          .require(
              database.name(),
              plan.digest(),
              database.policy().migrations().guards().rehearsalNoOlderThan());
    }
  }

  private Outcome rehearse(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = plan(migrations, status);
    if (!status.hasWork()) {
      Rehearsal.abandon(attempt);
      return done(status, null, null);
    }
    return new Rehearsal(attempt, sources, tools.rehearsals(), plan)
        .outcome(measured -> rehearsed(status, plan, measured));
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
    Plan applied = now.equals(status) ? plan : plan(migrations, now);
    requireAllowed(applied, now);
    if (attempt.target().physicalName().equals(attempt.target().entry().physicalName())) {
      tools
          .recovery()
          .backups()
          .note(attempt.target().entry().name(), attempt.operationId(), backupId);
    }
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
    return new Outcome.Done(header -> fact(header, status, plan).setBackupId(backupId).build());
  }

  private Outcome rehearsed(DatabaseStatus status, Plan plan, MigrationRehearsal measured) {
    return new Outcome.Done(header -> fact(header, status, plan).setRehearsal(measured).build());
  }

  private MigrationSucceeded.Builder fact(
      OperationHeader header, DatabaseStatus status, @Nullable Plan plan) {
    return MigrationSucceeded.newBuilder()
        .setHeader(header)
        .setMode(mode.name())
        .setMigrations(status.newestEntries())
        .setAppliedCount(status.appliedCount())
        .setPendingCount(status.pendingCount())
        .setCurrentVersion(status.currentVersion())
        .setDurationMillis(status.appliedMillis())
        .setChanges(List.of())
        .setDifferences(List.of())
        .setChecks(passedChecks)
        .setRestoredBackupId(restored)
        .setPlan(plan == null ? null : PlanFacts.of(plan));
  }
}
