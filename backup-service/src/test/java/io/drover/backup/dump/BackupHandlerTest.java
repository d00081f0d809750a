package io.drover.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BackupHandlerTest {
  // A name that no part may read as SQL, as a connection string or as JDBC's own syntax.
  private static final String ORIGINAL = "dump's dbname=\"x\" ? {ü}";

  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE SCHEMA "Odd schema";
        CREATE TABLE "Odd schema"."ta""ble ?" AS SELECT n FROM generate_series(1, 1000) n;
        CREATE TABLE parts (n int) PARTITION BY RANGE (n);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
        INSERT INTO parts SELECT generate_series(0, 6);
        CREATE TABLE parent (n int); CREATE TABLE child () INHERITS (parent);
        INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2), (3);
        CREATE UNLOGGED TABLE unlogged AS SELECT 1;
        CREATE MATERIALIZED VIEW empty_view AS SELECT 1 WITH NO DATA;
        CREATE MATERIALIZED VIEW view AS SELECT 1 UNION ALL SELECT 2
        """);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.close();
  }

  @Test
  void rowsAreCountedByTableAndPartitionWithoutThoseThatInherit() throws Exception {
    BackupSucceeded backedUp = bed.run(bed.backup());

    assertThat(bed.latest().tableRows())
        .containsExactly(
            new TableRows("Odd schema", "ta\"ble ?", TableRows.TABLE, 1000),
            new TableRows("public", "child", TableRows.TABLE, 2),
            new TableRows("public", "parent", TableRows.TABLE, 1),
            new TableRows("public", "parts_1", TableRows.TABLE, 7),
            new TableRows("public", "unlogged", TableRows.TABLE, 1),
            new TableRows("public", "view", TableRows.MATERIALIZED_VIEW, 2));
    assertThat(backedUp.getTables()).isEqualTo(5);
    assertThat(backedUp.getRows()).isEqualTo(1011);
  }

  @Test
  void whatIsWrittenAfterTheSnapshotIsInNeitherDumpNorCounts() throws Exception {
    TestAttempt<BackupRequested> attempt =
        bed.backup()
            .at("snapshot-taken", () -> bed.execute(ORIGINAL, "INSERT INTO parts VALUES (7)"));

    assertThat(bed.run(attempt).getRows()).isEqualTo(1011);
  }

  @Test
  void anAttemptThatIsKilledAtAnyStepBeforeTheManifestLeavesNoVisibleArchive() throws Exception {
    for (String step :
        new String[] {
          "adopt-check",
          "lock-held",
          "snapshot-taken",
          "dump-running",
          "dump-written",
          "before-manifest"
        }) {
      assertThatThrownBy(() -> bed.run(bed.backup().dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      assertThat(bed.files()).as(step).isEmpty();
    }
  }

  @Test
  void anAttemptAfterOneThatWasKilledBehindTheManifestAdoptsIt() throws Exception {
    assertThatThrownBy(() -> bed.run(bed.backup("adopted", 1).dyingAt("manifest-written")))
        .isInstanceOf(InterruptedException.class);
    Manifest committed = bed.latest();

    TestAttempt<BackupRequested> second = bed.backup("adopted", 2);
    BackupSucceeded adopted = bed.run(second);

    assertThat(adopted.getBackupId()).isEqualTo(committed.backupId());
    assertThat(adopted.getSha256()).isEqualTo(committed.archive().sha256());
    assertThat(adopted.getCommittedAt()).isEqualTo(committed.committedAt());
    assertThat(second.steps()).containsExactly("adopt-check", "done");
    assertThat(bed.files()).hasSize(2);
  }

  @Test
  void aStalledAttemptThatFindsAManifestAtItsCommitAdoptsItAndRemovesItsOwnArchive()
      throws Exception {
    TestAttempt<BackupRequested> stalled =
        bed.backup("raced", 1).at("before-manifest", () -> bed.run(bed.backup("raced", 2)));

    BackupSucceeded adopted = bed.run(stalled);

    Manifest winner = bed.latest();
    assertThat(winner.archive().file()).isEqualTo("database-2.dump.zst");
    assertThat(adopted.getSha256()).isEqualTo(winner.archive().sha256());
    assertThat(bed.files()).hasSize(2);
  }

  @Test
  void anAdoptedManifestWithoutItsArchiveIsNoSuccess() throws Exception {
    bed.run(bed.backup("lost", 1));
    Files.delete(bed.root.resolve(bed.files().getFirst()));

    fails(FailureCode.BACKUP_CORRUPT, () -> bed.run(bed.backup("lost", 2)));
  }

  @Test
  void anOperationThatEndsWithoutSuccessLeavesNoBackup() throws Exception {
    bed.run(bed.backup("cancelled", 1));
    try (TestAttempt<BackupRequested> cleaning = bed.backup("cancelled", 1)) {
      bed.backups.abandon(cleaning);
      bed.backups.abandon(cleaning);
    }
    assertThat(bed.files()).isEmpty();
  }

  @Test
  @Timeout(120)
  void aBackupAtTheHighestLevelThatIsCancelledEndsBeforeItIsCompressed() throws Exception {
    bed.execute(
        ORIGINAL,
        "CREATE TABLE large AS SELECT n, repeat(md5(n::text), 10) FROM generate_series(1, 80000)"
            + " n");
    TestAttempt<BackupRequested> attempt = bed.backup(request -> request.setLevel(19));
    attempt.recorded().at(10_000_000, Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> bed.run(attempt)).isInstanceOf(InterruptedException.class);

    assertThat(bed.files()).isEmpty();
  }

  @Test
  void aTableThatStaysLockedFailsTheBackupInTimeAndLeavesNothing() throws Exception {
    try (Connection other = bed.server.connect(ORIGINAL);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE parts_1");
      fails(FailureCode.LOCK_TIMEOUT, () -> bed.run(bed.backup()));
    }
    assertThat(bed.files()).isEmpty();
  }

  @Test
  void aPgDumpThatEndsWithAnErrorFailsTheBackupWithItsWords() throws Exception {
    TestAttempt<BackupRequested> attempt =
        bed.backup()
            .at(
                "snapshot-taken",
                () ->
                    bed.execute(
                        "postgres",
                        "UPDATE pg_database SET datallowconn = false WHERE"
                            + " starts_with(datname::text, 'dump''s')"));
    assertThatThrownBy(() -> bed.run(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure ->
                assertThat(failure.detail()).contains("not currently accepting connections"));
    assertThat(bed.files()).isEmpty();
  }

  @Test
  void aRepositoryThatIsAwayFailsTheBackupAsOneThatMayPass() throws Exception {
    Files.delete(bed.root);
    assertThatThrownBy(() -> bed.run(bed.backup()))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
              assertThat(failure.retryable()).isTrue();
            });
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
