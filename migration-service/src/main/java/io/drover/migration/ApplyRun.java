package io.drover.migration;

import io.drover.migration.check.Checks;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.plan.Plan;
import io.drover.migration.plan.PlanFacts;
import io.drover.migration.restoration.Restoration;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import io.drover.service.target.Target;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An attempt that runs what is pending: reviewed, after a backup, under the target lock. */
final class ApplyRun {
  private final Attempt<MigrateRequested> attempt;
  private final MigrationTools tools;
  private final Planning planning;
  private final @Nullable String restored;

  /**
   * @param restored the backup that the same operation has restored before; null for none
   */
  ApplyRun(Planning planning, @Nullable String restored) {
    this.attempt = planning.attempt();
    this.tools = planning.tools();
    this.planning = planning;
    this.restored = restored;
  }

  Outcome outcome(DatabaseMigrations migrations, DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    Plan plan = planning.plan(migrations, status);
    requireAllowed(plan, status);
    Optional<ChildOutcome> child = restored == null ? attempt.child() : Optional.empty();
    boolean backup = restored == null && attempt.target().entry().policy().backupBeforeMigration();
    if (backup && child.isEmpty() && status.pendingCount() > 0) {
      attempt.reached("awaiting-backup");
      return BackupBefore.request(attempt, status.pendingCount());
    }
    @Nullable String backupId = child.isPresent() ? BackupBefore.idOf(child.get()) : null;
    if (!status.hasWork()) {
      boolean begun = restored != null || status.appliedCount() > 0;
      return done(status, backupId, plan, begun ? checked(backupId) : List.of());
    }
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    // Another tool may have migrated while this one waited.
    DatabaseStatus now = migrations.status();
    Plan applied = now.equals(status) ? plan : planning.plan(migrations, now);
    requireAllowed(applied, now);
    note(backupId);
    attempt.reached("before-apply");
    migrations.apply(now);
    attempt.reached("applied");
    List<String> checks = checked(backupId);
    return done(migrations.status(), backupId, applied, checks);
  }

  private void requireAllowed(Plan plan, DatabaseStatus status) throws OperationFailure {
    planning.requireAllowed(plan, status, restored != null);
  }

  /** A copy under another name has no way back of its own. */
  private void note(@Nullable String backupId) throws OperationFailure {
    Target target = attempt.target();
    if (target.physicalName().equals(target.entry().physicalName())) {
      tools.recovery().backups().note(target.entry().name(), attempt.operationId(), backupId);
    }
  }

  private List<String> checked(@Nullable String backupId)
      throws OperationFailure, InterruptedException {
    String database = attempt.target().entry().name();
    String back =
        restored == null
            ? "./drover migrate "
                + database
                + " --rollback"
                + (backupId == null ? "" : " --to-backup before --confirm " + database)
            : Restoration.back(attempt.command());
    return Checks.pass(attempt, back);
  }

  private Outcome done(
      DatabaseStatus status, @Nullable String backupId, Plan plan, List<String> checks)
      throws InterruptedException {
    attempt.reached("done");
    return new Outcome.Done(
        header ->
            status
                .fact(header, attempt.command())
                .setBackupId(backupId)
                .setChecks(checks)
                .setRestoredBackupId(restored)
                .setPlan(PlanFacts.of(plan))
                .build());
  }
}
