package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topics;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.MigrationGuards;
import io.drover.service.target.MigrationReview;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
  private static final OperationHeader HEADER =
      new OperationHeader("restore", "child", "shop", 4, 1, Instant.parse("2026-11-21T12:00:00Z"));

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));
  private String copy = "";

  @BeforeEach
  void aDatabaseAtItsFirstVersionAndARestoredCopyOfIt() throws Exception {
    bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .operations("migrate", "restore", "restore-replace");
    bench.apply("first");
    copy = "shop_" + bench.database();
    bench.server().createDatabase(copy);
    Workbench restored = Workbench.on(folder, copy);
    restored.apply("first");
    bench
        .script("V2__two.sql", "CREATE TABLE two (id int);")
        .guards(
            new MigrationGuards(
                null, null, Map.of("two is there", "SELECT to_regclass('two') IS NOT NULL")));
  }

  private LiveAttempt asCopy(@Nullable ChildOutcome child) {
    return bench.asking(
        "chain", "RESTORE", child, request -> request.setTargetName(copy).setBackupId("backup-7"));
  }

  private LiveAttempt inPlace(@Nullable ChildOutcome child) {
    return bench.asking("chain", "RESTORE", child, request -> request.setConfirm("shop"));
  }

  private OperationFailure refused(LiveAttempt attempt) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt));
  }

  private static RestoreRequested asked(Outcome outcome) {
    Outcome.ChildRequest child = ((Outcome.AwaitChild) outcome).child();
    assertThat(child.topic()).isEqualTo(Topics.RESTORE_REQUESTED);
    assertThat(child.kind()).isEqualTo("restore");
    return (RestoreRequested) child.command().apply("child");
  }

  @Test
  void aNewDatabaseIsAskedForFirst() throws Exception {
    RestoreRequested request = asked(bench.handle(asCopy(null)));

    assertThat(request.getMode()).isEqualTo("new");
    assertThat(request.getTargetName()).isEqualTo(copy);
    assertThat(request.getBackupId()).isEqualTo("backup-7");
    assertThat(request.getConfirm()).isEmpty();
    assertThat(request.getRequestedBy()).isEqualTo("drover/migrate/chain");
    assertThat(request.getLabels()).containsEntry("ticket", "7");
  }

  @Test
  void aReplacementIsAskedForWithTheConfirmationAndTheLatestBackup() throws Exception {
    RestoreRequested request = asked(bench.handle(inPlace(null)));

    assertThat(request.getMode()).isEqualTo("replace");
    assertThat(request.getTargetName()).isEmpty();
    assertThat(request.getBackupId()).isEqualTo("latest");
    assertThat(request.getConfirm()).isEqualTo("shop");
  }

  @Test
  void theRestoredDatabaseIsMigratedAndCheckedAndTheOriginalLeftAlone() throws Exception {
    MigrationSucceeded done = fact(bench.handle(asCopy(succeeded())));

    assertThat(appliedNow(done)).containsExactly("V2__two.sql");
    assertThat(done.getRestoredBackupId()).isEqualTo("backup-7");
    assertThat(done.getChecks()).containsExactly("two is there");
    assertThat(done.getMode()).isEqualTo("RESTORE");
    assertThat(bench.value("SELECT to_regclass('two')")).isNull();
  }

  @Test
  void aReplacedDatabaseIsMigratedWithoutAnotherBackup() throws Exception {
    bench.backupBefore();

    MigrationSucceeded done = fact(bench.handle(inPlace(succeeded())));

    assertThat(done.getBackupId()).isNull();
    assertThat(bench.value("SELECT to_regclass('two')")).isEqualTo("two");
  }

  @Test
  void aRestoredDatabaseThatIsUpToDateIsCheckedAllTheSame() throws Exception {
    bench.apply("already");

    assertThat(fact(bench.handle(inPlace(succeeded()))).getChecks())
        .containsExactly("two is there");
  }

  @Test
  void aFailureAfterTheRestoreSaysWhereTheDatabaseStands() throws Exception {
    bench
        .script("V3__danger.sql", "DROP TABLE one;")
        .review(new MigrationReview(false, Map.of("TABLE_DROPPED", "block")));

    OperationFailure failure = refused(asCopy(succeeded()));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_UNSAFE);
    assertThat(failure.message())
        .startsWith("The backup backup-7 is restored as " + copy + " and stays so, but: ");
  }

  @Test
  void aRestoreThatFailsEndsItWithItsReason() throws Exception {
    OperationFailed reason =
        OperationFailed.newBuilder()
            .setHeader(HEADER)
            .setCode(FailureCode.BACKUP_NOT_FOUND)
            .setMessage("There is no backup backup-7.")
            .setRemedy("./drover backups shop")
            .build();

    OperationFailure failure =
        refused(asCopy(new ChildOutcome("restore", "child", "failed", reason)));

    assertThat(failure.code()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(failure.message()).contains("BACKUP_NOT_FOUND", "There is no backup backup-7.");
    assertThat(failure.remedy()).isEqualTo("./drover backups shop");
  }

  @Test
  void aReplacementThatIsNotConfirmedIsRefused() throws Exception {
    LiveAttempt attempt =
        bench.asking("chain", "RESTORE", null, request -> request.setConfirm(bench.database()));

    assertThat(refused(attempt).code()).isEqualTo(FailureCode.CONFIRMATION_MISMATCH);
  }

  @Test
  void aNameThatThePolicyDoesNotAdmitIsRefused() throws Exception {
    LiveAttempt attempt =
        bench.asking("chain", "RESTORE", null, request -> request.setTargetName("postgres"));

    assertThat(refused(attempt).code()).isEqualTo(FailureCode.NOT_PERMITTED);
  }

  @Test
  void thePolicyMustAllowTheRestoreAndTheMigration() throws Exception {
    bench.operations("migrate");
    assertThat(refused(asCopy(null)).message()).contains("does not allow restore.");
    bench.operations("migrate", "restore");
    assertThat(refused(inPlace(null)).message()).contains("does not allow restore-replace.");
    bench.operations("restore");
    assertThat(refused(asCopy(null)).message()).contains("does not allow migrate.");
  }

  @Test
  void itIsApprovedAsTheRestoreAndTheMigrationAre() {
    MigrateRequested copied = asCopy(null).command();
    MigrateRequested replaced = inPlace(null).command();

    assertThat(Admission.permissions(copied)).containsExactly("migrate", "restore");
    assertThat(Admission.permissions(replaced)).containsExactly("migrate", "restore-replace");
  }

  private static ChildOutcome succeeded() {
    RestoreSucceeded fact =
        RestoreSucceeded.newBuilder()
            .setHeader(HEADER)
            .setBackupId("backup-7")
            .setTargetName("shop")
            .setTables(1)
            .setRows(1)
            .setMismatches(List.of())
            .setDurationMillis(1)
            .build();
    return new ChildOutcome("restore", "child", "succeeded", fact);
  }
}
