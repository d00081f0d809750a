package io.drover.migration;

import io.drover.migration.flyway.FlywayMigrations;
import io.drover.migration.flyway.MigrationStatus;
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
 * Reads the state of a database's migrations, or applies those that are pending.
 *
 * <p>STATUS changes nothing and takes no lock. APPLY is restartable: a script that an ended attempt
 * was in the middle of was rolled back by PostgreSQL, or goes on from the statement at which it
 * stands where no transaction could hold it; one that it committed stands in the history under the
 * operation's name; the next attempt goes on from there.
 */
final class MigrateHandler implements OperationHandler<MigrateRequested> {
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
  }

  @Override
  public Outcome handle(Attempt<MigrateRequested> attempt)
      throws OperationFailure, InterruptedException {
    FlywayMigrations migrations = FlywayMigrations.of(attempt);
    MigrationStatus status = migrations.status();
    attempt.reached("status-read");
    return switch (Mode.of(attempt.command().getMode())) {
      case STATUS -> done(attempt, status, null);
      case APPLY -> apply(attempt, migrations, status);
    };
  }

  private static Outcome apply(
      Attempt<MigrateRequested> attempt, FlywayMigrations migrations, MigrationStatus status)
      throws OperationFailure, InterruptedException {
    migrations.requireApplicable(status);
    Optional<ChildOutcome> child = attempt.child();
    boolean backup = attempt.target().entry().policy().backupBeforeMigration();
    if (backup && child.isEmpty() && status.pendingCount() > 0) {
      attempt.reached("awaiting-backup");
      return BackupBefore.request(attempt, status.pendingCount());
    }
    @Nullable String backupId = child.isPresent() ? BackupBefore.idOf(child.get()) : null;
    if (status.pendingCount() == 0) {
      return done(attempt, status, backupId);
    }
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    migrate(attempt, migrations);
    return done(attempt, migrations.status(), backupId);
  }

  /** Everything is looked at again: another tool may have migrated while this one waited. */
  private static void migrate(Attempt<MigrateRequested> attempt, FlywayMigrations migrations)
      throws OperationFailure, InterruptedException {
    MigrationStatus status = migrations.status();
    migrations.requireApplicable(status);
    attempt.reached("before-apply");
    migrations.apply(status);
    attempt.reached("applied");
  }

  private static Outcome done(
      Attempt<MigrateRequested> attempt, MigrationStatus status, @Nullable String backupId)
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
                .build());
  }
}
