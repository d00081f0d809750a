package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topics;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are replaced by the backup that was taken before. */
@Timeout(60)
class RollbackToBackupTest {
  private static final OperationHeader HEADER =
      new OperationHeader("restore", "child", "shop", 4, 1, Instant.parse("2026-11-21T12:00:00Z"));

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aMigrationWithABackupBeforeIt() throws Exception {
    bench =
        Workbench.empty(folder)
            .operations("migrate", "restore-replace")
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .backupBefore();
    bench.handle(bench.attempt("first", "APPLY", BackupBeforeTest.succeeded()));
  }

  @Test
  void theDatabaseIsReplacedByTheBackupOfTheNewestApply() throws Exception {
    Outcome.AwaitChild outcome =
        (Outcome.AwaitChild) bench.handle(bench.attempt(rollback().build(), null));

    assertThat(outcome.child().kind()).isEqualTo("restore");
    assertThat(outcome.child().topic()).isEqualTo(Topics.RESTORE_REQUESTED);
    RestoreRequested request = (RestoreRequested) outcome.child().command().apply("child");
    assertThat(request.getBackupId()).isEqualTo("backup-7");
    assertThat(request.getMode()).isEqualTo("replace");
    assertThat(request.getConfirm()).isEqualTo("shop");
    assertThat(request.getSafetyBackup()).isTrue();
    assertThat(request.getRequestedBy()).isEqualTo("drover/migrate/back");
  }

  @Test
  void afterwardsItIsSaidWhatIsThere() throws Exception {
    MigrationSucceeded told =
        Facts.fact(bench.handle(bench.attempt(rollback().build(), restored())));

    assertThat(told.getRestoredBackupId()).isEqualTo("backup-7");
    assertThat(told.getCurrentVersion()).isEqualTo("1");
  }

  @Test
  void aTrialNamesTheBackupAndNeedsNoConfirmation() throws Exception {
    MigrationSucceeded told = bench.answer(rollback().setDryRun(true).setConfirm(""));

    assertThat(told.getDryRun()).isTrue();
    assertThat(told.getRestoredBackupId()).isEqualTo("backup-7");
  }

  @Test
  void whatIsNotConfirmedIsRejected() {
    assertThat(failure(rollback().setConfirm("shp")).code())
        .isEqualTo(FailureCode.CONFIRMATION_MISMATCH);
  }

  @Test
  void replacingMustBeAllowedBesideMigrating() {
    assertThat(Admission.permissions(rollback().build()))
        .containsExactly("migrate", "restore-replace");
    assertThat(failureUnder("migrate").message()).contains("restore-replace");
    assertThat(failureUnder("restore-replace").message()).contains("does not allow migrate");
  }

  @Test
  void anApplyThatTookNoBackupIsNotPassedOver() throws Exception {
    Workbench without = Workbench.empty(folder).operations("migrate", "restore-replace");
    without.apply("second");

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> without.answer(rollback()));

    assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND);
    assertThat(failure.remedy()).contains("./drover backups shop");
  }

  @Test
  void aRestoreThatIsRejectedEndsTheRollbackWithItsReason() {
    OperationRejected reason =
        OperationRejected.newBuilder()
            .setHeader(HEADER)
            .setCode(FailureCode.BACKUP_NOT_FOUND)
            .setMessage("There is no backup backup-7.")
            .setRemedy("./drover backups shop")
            .build();
    ChildOutcome child = new ChildOutcome("restore", "child", "rejected", reason);

    OperationFailure failure =
        catchThrowableOfType(
            OperationFailure.class, () -> bench.handle(bench.attempt(rollback().build(), child)));

    assertThat(failure.code()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(failure.message())
        .contains("The database is as it was", "There is no backup backup-7.");
    assertThat(failure.remedy()).isEqualTo("./drover backups shop");
  }

  @Test
  void aVersionAndABackupAreNotNamedTogether() {
    assertThat(failure(rollback().setVersion("1")).code()).isEqualTo(FailureCode.INVALID_REQUEST);
  }

  private MigrateRequested.Builder rollback() {
    return bench.request("back", "ROLLBACK").setBackupId("before").setConfirm("shop");
  }

  private OperationFailure failureUnder(String operation) {
    bench.operations(operation);
    return failure(rollback());
  }

  private OperationFailure failure(MigrateRequested.Builder request) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.answer(request));
  }

  private static ChildOutcome restored() {
    RestoreSucceeded fact =
        RestoreSucceeded.newBuilder()
            .setHeader(HEADER)
            .setBackupId("backup-7")
            .setTargetName("shop")
            .setTables(1)
            .setRows(1)
            .setDurationMillis(1)
            .build();
    return new ChildOutcome("restore", "child", "succeeded", fact);
  }
}
