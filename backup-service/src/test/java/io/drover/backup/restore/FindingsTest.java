package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the way of a replacement, on a server that can have all of it. */
class FindingsTest {
  private static final String ORIGINAL = "findings_original";
  private static PostgresServer server;

  private TestBed bed;

  @BeforeAll
  static void start() throws Exception {
    server = TestStack.newPostgres();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET wal_level = logical");
      statement.execute("ALTER SYSTEM SET max_prepared_transactions = 5");
      // As the library of pg_cron has it from the server's configuration.
      statement.execute("ALTER DATABASE postgres SET cron.database_name = '" + ORIGINAL + "'");
    }
    server.stop();
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL, server);
    server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE t AS SELECT n FROM generate_series(1, 10) n;
        CREATE PUBLICATION p FOR TABLE t;
        """);
    bed.run(bed.backup());
  }

  @AfterEach
  void close() throws Exception {
    for (String name : bed.databases(ORIGINAL)) {
      bed.drop(name);
    }
    bed.execute("postgres", "DROP ROLE IF EXISTS nobody_any_more");
    bed.close();
  }

  @Test
  void everythingThatARenameWouldStrandIsToldAtOnceAndBeforeAnyEffect() throws Exception {
    bed.execute(ORIGINAL, "CREATE ROLE nobody_any_more; GRANT SELECT ON t TO nobody_any_more");
    bed.run(bed.backup());
    bed.execute(ORIGINAL, "REVOKE SELECT ON t FROM nobody_any_more; DROP ROLE nobody_any_more");
    bed.execute(
        ORIGINAL,
        """
        SELECT pg_create_logical_replication_slot('reader', 'pgoutput');
        CREATE SUBSCRIPTION reads CONNECTION 'host=nowhere' PUBLICATION p
          WITH (connect = false, slot_name = NONE);
        """);
    bed.execute(ORIGINAL, "BEGIN; CREATE TABLE pending (); PREPARE TRANSACTION 'it''s pending'");
    TestAttempt<RestoreRequested> attempt = replace(List.of(), true);
    assertThatThrownBy(() -> bed.runRestore(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.RESTORE_UNSAFE);
              assertThat(failure.message()).startsWith("6 findings stand in the way");
              assertThat(failure.detail().lines().map(line -> line.split(":", 2)[0]))
                  .containsExactly(
                      "PREPARED_TRANSACTION",
                      "REPLICATION_SLOT",
                      "SUBSCRIPTION",
                      "CRON_HOME",
                      "PUBLICATION",
                      "MISSING_ROLE");
              assertThat(failure.detail())
                  .contains("ROLLBACK PREPARED 'it''s pending';", "--override REPLICATION_SLOT")
                  .doesNotContain("--override PREPARED_TRANSACTION");
            });
    assertThat(attempt.steps()).isEmpty();

    bed.execute(ORIGINAL, "ROLLBACK PREPARED 'it''s pending'");
    List<String> all = List.of("REPLICATION_SLOT", "SUBSCRIPTION", "CRON_HOME", "PUBLICATION");
    fails(FailureCode.MISSING_ROLE, replace(all, false));
    RestoreSucceeded replaced =
        bed.runRestore(
            bed.restore(
                RestoreRequested.newBuilder(command(all, false))
                    .setCreateMissingRoles(true)
                    .build(),
                1));
    assertThat(replaced.getRows()).isEqualTo(10);
    // Only when it has no slot of its own can a database be dropped.
    bed.execute("postgres", "SELECT pg_drop_replication_slot('reader')");
    String kept = String.valueOf(replaced.getKeptAs());
    bed.execute("postgres", "ALTER DATABASE \"" + kept + "\" ALLOW_CONNECTIONS true");
    bed.execute(kept, "DROP SUBSCRIPTION reads");
  }

  @Test
  void aTransactionThatIsPreparedAfterThePreflightEndsTheReplacementAndNotTheService()
      throws Exception {
    List<String> overrides = List.of("CRON_HOME");
    String prepare = "BEGIN; CREATE TABLE pending (); PREPARE TRANSACTION 'late'";
    TestAttempt<RestoreRequested> early =
        replace(overrides, false).at("restored", () -> bed.execute(ORIGINAL, prepare));
    fails(FailureCode.RESTORE_UNSAFE, early);
    assertThat(early.facts()).isEmpty();
    abandon(early);
    bed.execute(ORIGINAL, "ROLLBACK PREPARED 'late'");

    TestAttempt<RestoreRequested> late =
        replace(overrides, false).at("fencing-announced", () -> bed.execute(ORIGINAL, prepare));
    fails(FailureCode.BUSY, late);
    bed.execute(ORIGINAL, "ROLLBACK PREPARED 'late'");
    abandon(late);
    assertThat(bed.databases(ORIGINAL)).containsExactly(ORIGINAL);
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
  }

  private void abandon(TestAttempt<RestoreRequested> attempt) throws Exception {
    try (TestAttempt<RestoreRequested> cleaning = bed.restore(attempt.command(), 1)) {
      bed.restores.abandon(cleaning);
    }
  }

  private TestAttempt<RestoreRequested> replace(List<String> overrides, boolean safetyBackup) {
    return bed.restore(command(overrides, safetyBackup), 1);
  }

  private static RestoreRequested command(List<String> overrides, boolean safetyBackup) {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setConfirm(TestBed.DATABASE)
        .setMode("replace")
        .setBackupId("latest")
        .setSafetyBackup(safetyBackup)
        .setOverrides(overrides)
        .setGraceSeconds(0)
        .build();
  }

  private void fails(String code, TestAttempt<RestoreRequested> attempt) {
    assertThatThrownBy(() -> bed.runRestore(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
