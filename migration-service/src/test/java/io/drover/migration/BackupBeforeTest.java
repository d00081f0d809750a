package io.drover.migration;

import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topics;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.MigrationGuards;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupBeforeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final OperationHeader HEADER =
      new OperationHeader("backup", "child", "shop", 4, 1, NOW);

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aDatabaseThatIsBackedUpBefore() {
    bench =
        Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);").backupBefore();
  }

  @Test
  void aBackupIsAskedForBeforeAnythingIsApplied() throws Exception {
    LiveAttempt attempt = bench.attempt("parent", "APPLY", null);

    Outcome.AwaitChild outcome = (Outcome.AwaitChild) bench.handle(attempt);

    assertThat(outcome.child().kind()).isEqualTo("backup");
    assertThat(outcome.child().name()).isEqualTo("backup-before");
    assertThat(outcome.child().topic()).isEqualTo(Topics.BACKUP_REQUESTED);
    BackupRequested request = (BackupRequested) outcome.child().command().apply("child");
    assertThat(request.getOperationId()).isEqualTo("child");
    assertThat(request.getDatabase()).isEqualTo("shop");
    assertThat(request.getRequestedBy()).isEqualTo("drover/migrate/parent");
    assertThat(request.getLabels()).containsEntry("ticket", "7");
    assertThat(attempt.steps()).containsExactly("status-read", "planned", "awaiting-backup");
    assertThat(bench.value("SELECT to_regclass('one')")).isNull();
  }

  @Test
  void aPolicyThatIsContentWithAYoungBackupSaysSoInTheRequest() throws Exception {
    Outcome.AwaitChild usual =
        (Outcome.AwaitChild) bench.handle(bench.attempt("usual", "APPLY", null));
    assertThat(((BackupRequested) usual.child().command().apply("child")).getReuseWithinSeconds())
        .isNull();

    bench.guards(new MigrationGuards(null, Duration.ofMinutes(30), Map.of()));
    Outcome.AwaitChild outcome =
        (Outcome.AwaitChild) bench.handle(bench.attempt("parent", "APPLY", null));

    assertThat(((BackupRequested) outcome.child().command().apply("child")).getReuseWithinSeconds())
        .isEqualTo(1800);
  }

  @Test
  void itIsAskedForOnceAndItsIdIsInTheResult() throws Exception {
    MigrationSucceeded applied = fact(bench.handle(bench.attempt("parent", "APPLY", succeeded())));

    assertThat(applied.getAppliedCount()).isEqualTo(1);
    assertThat(applied.getBackupId()).isEqualTo("backup-7");
  }

  @Test
  void itIsNotAskedForWhenNothingIsPendingOrOnlyTheStatusIsRead() throws Exception {
    assertThat(bench.status().getPendingCount()).isEqualTo(1);
    bench.handle(bench.attempt("parent", "APPLY", succeeded()));

    assertThat(bench.apply("second").getBackupId()).isNull();
  }

  @Test
  void aDatabaseThatCannotBeMigratedIsNotBackedUpFirst() throws Exception {
    bench.sql("CREATE TABLE legacy (id int)");

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.apply("parent"));

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
  }

  @Test
  void aFailedBackupEndsTheOperationWithItsReasonAndNothingIsApplied() throws Exception {
    OperationFailed reason =
        OperationFailed.newBuilder()
            .setHeader(HEADER)
            .setCode(FailureCode.DISK_FULL)
            .setMessage("There is no space left on /backups.")
            .setRemedy("df -h /backups")
            .build();
    ChildOutcome child = new ChildOutcome("backup", "child", "failed", reason);

    OperationFailure failure =
        catchThrowableOfType(
            OperationFailure.class, () -> bench.handle(bench.attempt("parent", "APPLY", child)));

    assertThat(failure.code()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(failure.message())
        .contains(FailureCode.DISK_FULL, "There is no space left on /backups.");
    assertThat(failure.remedy()).isEqualTo("df -h /backups");
    assertThat(bench.value("SELECT to_regclass('one')")).isNull();
  }

  static ChildOutcome succeeded() {
    BackupSucceeded fact =
        BackupSucceeded.newBuilder()
            .setHeader(HEADER)
            .setBackupId("backup-7")
            .setRepository("main")
            .setPath("shop/backup-7")
            .setFormat("custom")
            .setCodec("zstd")
            .setArchiveBytes(1)
            .setDumpBytes(1)
            .setDatabaseBytes(1)
            .setSha256("00")
            .setTables(1)
            .setRows(1)
            .setServerVersion("15")
            .setToolVersion("15")
            .setSnapshotLsn("0/0")
            .setStartedAt(NOW)
            .setCommittedAt(NOW)
            .setDurationMillis(1)
            .build();
    return new ChildOutcome("backup", "child", "succeeded", fact);
  }
}
