package io.drover.migration.recovery;

import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationPlan;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said at the end: the migrations as they are then, and what was changed. */
record Answer(Attempt<MigrateRequested> attempt, DatabaseMigrations migrations) {
  /**
   * What was done, or would be.
   *
   * @param plan null for none
   * @param backupId that was taken first; null for none
   * @param restoredBackupId that was restored; null for none
   */
  record Told(
      List<HistoryChange> changes,
      @Nullable MigrationPlan plan,
      @Nullable String backupId,
      @Nullable String restoredBackupId) {
    static Told of(List<HistoryChange> changes) {
      return new Told(changes, null, null, null);
    }

    Told with(MigrationPlan shown) {
      return new Told(changes, shown, backupId, restoredBackupId);
    }

    Told after(@Nullable String backup) {
      return new Told(changes, plan, backup, restoredBackupId);
    }
  }

  Outcome done(Told told) throws OperationFailure, InterruptedException {
    DatabaseStatus status = migrations.status();
    attempt.reached("done");
    return new Outcome.Done(
        header ->
            status
                .fact(header, attempt.command())
                .setPlan(told.plan())
                .setChanges(told.changes())
                .setBackupId(told.backupId())
                .setRestoredBackupId(told.restoredBackupId())
                .build());
  }

  /** A plan that has a digest and no statements. */
  static MigrationPlan bound(String digest) {
    return MigrationPlan.newBuilder()
        .setDigest(digest)
        .setStatements(List.of())
        .setStatementCount(0)
        .setFindings(List.of())
        .setFindingCount(0)
        .setBlockingCount(0)
        .build();
  }
}
