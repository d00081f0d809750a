package io.drover.monitor.probe.check;

import static io.drover.service.target.CheckName.ARCHIVER;
import static io.drover.service.target.CheckName.FORCED_CHECKPOINTS;
import static io.drover.service.target.CheckName.PENDING_RESTART;
import static io.drover.service.target.CheckName.PREPARED_TRANSACTIONS;
import static io.drover.service.target.CheckName.REPLAY_DELAY;
import static io.drover.service.target.CheckName.REPLICATION_LAG;
import static io.drover.service.target.CheckName.REPLICATION_SLOTS;
import static io.drover.service.target.CheckName.SERVER_ROLE;
import static io.drover.service.target.CheckName.SLOW_STATEMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server of its own, whose settings and role change. */
class ServerChecksTest {
  private static final String AT_ONCE = "{ warning: 1ms, critical: never }";
  private static final PostgresServer POSTGRES = TestStack.newPostgres();
  private static final Bench BENCH = Bench.open(POSTGRES);

  @BeforeAll
  static void setUp() throws Exception {
    BENCH.sql(
        "ALTER SYSTEM SET max_prepared_transactions = 5",
        "ALTER SYSTEM SET archive_mode = on",
        "ALTER SYSTEM SET archive_command = 'true'",
        "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
    POSTGRES.stop();
    POSTGRES.start();
  }

  @AfterAll
  static void tearDown() throws Exception {
    try (POSTGRES) {
      BENCH.close();
    }
  }

  @Test
  void anArchiverThatFailsIsToldUntilItArchives() throws Exception {
    String rule = "{ critical: 1ms }";
    // What another test has written may be on its way to the archive.
    var _ =
        BENCH.lookUntil(
            ARCHIVER, rule, check -> check.getMessage().equals("The write-ahead log is archived."));
    BENCH.sql("ALTER SYSTEM SET archive_command = 'false'", "SELECT pg_reload_conf()");

    // A segment that is full before the archiver hears of the command that fails is archived.
    HealthCheck raised =
        await()
            .pollInterval(Duration.ofSeconds(1))
            .until(ServerChecksTest::afterAnotherSegment, check -> !check.getDetail().isEmpty());

    assertThat(raised.getStatus()).isEqualTo("critical");
    assertThat(raised.getDetail()).contains(" failures, the newest of 0000");
    assertThat(BENCH.look(ARCHIVER).getStatus()).isEqualTo("ok");
    BENCH.sql("ALTER SYSTEM SET archive_command = 'true'", "SELECT pg_reload_conf()");
    nextSegment();
    assertThat(BENCH.lookUntil(ARCHIVER, rule, "ok").getRemedy()).isEmpty();
  }

  @Test
  void aSettingThatWaitsForARestartIsNamed() throws Exception {
    BENCH.sql("ALTER SYSTEM SET max_worker_processes = 9", "SELECT pg_reload_conf()");

    String line = "setting max_worker_processes";
    HealthCheck raised =
        BENCH.lookUntil(PENDING_RESTART, "", check -> check.getDetail().contains(line));

    assertThat(raised.getStatus()).isEqualTo("warning");
    BENCH.sql("ALTER SYSTEM SET max_worker_processes = 8", "SELECT pg_reload_conf()");
    // The server's command line overrides a line of its file, which PostgreSQL calls pending too.
    String more = "{ warning: " + raised.getValue() + " }";
    assertThat(BENCH.lookUntil(PENDING_RESTART, more, "ok").getDetail()).doesNotContain(line);
  }

  @Test
  void aPreparedTransactionIsToldUntilItIsEnded() throws Exception {
    BENCH.sql(
        "CREATE TABLE paid (id int)",
        "BEGIN; INSERT INTO paid VALUES (1); PREPARE TRANSACTION 'it''s paid'");

    HealthCheck raised = BENCH.look(PREPARED_TRANSACTIONS, AT_ONCE);

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getDetail()).startsWith("transaction it's paid of user ");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(PREPARED_TRANSACTIONS, AT_ONCE).getMessage())
        .isEqualTo("No transaction is prepared.");
  }

  @Test
  void aSlotThatNobodyReadsIsToldAfterAWhile() throws Exception {
    BENCH.sql("SELECT pg_create_physical_replication_slot('left_behind', true)");
    HealthCheck first = BENCH.look(REPLICATION_SLOTS);
    BENCH.clock().advance(Duration.ofMinutes(11));

    HealthCheck raised = BENCH.look(REPLICATION_SLOTS);

    assertThat(first.getStatus()).isEqualTo("ok");
    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getMessage())
        .startsWith("A replication slot has been without a client for 11 min");
    assertThat(raised.getDetail()).startsWith("slot left_behind (physical) keeps ");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(REPLICATION_SLOTS).getMessage())
        .isEqualTo("Every replication slot has its client.");
  }

  @Test
  void checkpointsThatWereForcedAreComparedWithAll() throws Exception {
    var _ = BENCH.look(FORCED_CHECKPOINTS);
    BENCH.sql("CHECKPOINT", "CHECKPOINT", "CHECKPOINT", "CHECKPOINT");

    HealthCheck raised = BENCH.lookUntil(FORCED_CHECKPOINTS, "", "warning");

    assertThat(raised.getValue()).isEqualTo(100);
    BENCH.clock().advance(Duration.ofHours(2));
    var _ = BENCH.look(FORCED_CHECKPOINTS);
    BENCH.clock().advance(Duration.ofHours(2));
    assertThat(BENCH.look(FORCED_CHECKPOINTS).getStatus()).isEqualTo("skipped");
  }

  @Test
  void slowStatementsAreToldWithoutTheirText() throws Exception {
    BENCH.sql(
        "CREATE SCHEMA \"far off\"",
        "CREATE EXTENSION pg_stat_statements SCHEMA \"far off\"",
        // What other tests did may have been slower.
        "SELECT \"far off\".pg_stat_statements_reset()",
        "SELECT pg_sleep(0.2), 'geheim'");

    HealthCheck told = BENCH.look(SLOW_STATEMENTS);

    assertThat(told.getStatus()).isEqualTo("ok");
    assertThat(told.getValue()).isGreaterThan(0.1);
    assertThat(told.getDetail())
        .contains("SELECT, queryid ")
        .doesNotContain("geheim")
        .doesNotContain("sleep");
    assertThat(BENCH.look(SLOW_STATEMENTS, AT_ONCE).getStatus()).isEqualTo("warning");
  }

  @Test
  void aStandbyThatFallsBehindIsToldUntilItHasCaughtUp() throws Exception {
    String rule = "{ warning: 100 kB }";
    assertThat(BENCH.look(REPLICATION_LAG, rule).getMessage()).isEqualTo("No standby is behind.");
    try (StandbyClient standby = new StandbyClient(POSTGRES)) {
      BENCH.sql("CREATE TABLE written AS SELECT generate_series(1, 10000)");

      HealthCheck raised = BENCH.lookUntil(REPLICATION_LAG, rule, "warning");

      assertThat(raised.getDetail())
          .startsWith("slow standby from 127.0.0.1")
          .endsWith("streaming");
      assertThat(raised.getMessage()).matches("The slowest standby is .* [kM]B behind\\.");
      // The server may write more at any time, which no other command would make it catch up with.
      HealthCheck calm =
          await()
              .until(
                  () -> {
                    standby.catchUp();
                    return BENCH.look(REPLICATION_LAG, rule);
                  },
                  check -> check.getStatus().equals("ok"));
      assertThat(calm.getRemedy()).isEmpty();
    }
  }

  @Test
  void aServerThatHasBecomeAStandbyIsToldUntilItIsPromoted() throws Exception {
    assertThat(BENCH.look(SERVER_ROLE).getMessage()).isEqualTo("The server is a primary.");
    assertThat(BENCH.look(REPLAY_DELAY).getStatus()).isEqualTo("skipped");
    BENCH.sql("CREATE TABLE last_change (id int)", "INSERT INTO last_change VALUES (1)");
    becomeStandby();

    HealthCheck role = BENCH.lookUntil(SERVER_ROLE, "", "critical");
    HealthCheck delay = BENCH.lookUntil(REPLAY_DELAY, AT_ONCE, "warning");

    assertThat(role.getMessage())
        .isEqualTo("The server is a standby: nothing can be written to it.");
    assertThat(delay.getMessage()).startsWith("The standby has replayed what its primary did ");
    assertThat(BENCH.look(REPLAY_DELAY).getStatus()).isEqualTo("ok");
    BENCH.sql(role.getRemedy());
    assertThat(BENCH.lookUntil(SERVER_ROLE, "", "ok").getValue()).isZero();
  }

  @Test
  void everyCommonRemedyWorksWhenPasted() {
    assertThat(Catalogue.all())
        .filteredOn(check -> check.name() != SERVER_ROLE && check.extension().isEmpty())
        .allSatisfy(check -> BENCH.sql(check.remedy().split("; ")));
  }

  /** As if the machine had been rebuilt as one: what was written last is replayed at the start. */
  private static void becomeStandby() throws SQLException {
    try (Connection connection = POSTGRES.connect("postgres");
        var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      String signal = row.getString(1) + "/standby.signal";
      statement.execute("COPY (SELECT WHERE false) TO '" + signal + "'");
    }
    POSTGRES.kill();
    POSTGRES.start();
  }

  private static HealthCheck afterAnotherSegment() throws Exception {
    nextSegment();
    return BENCH.look(ARCHIVER, "{ critical: 1ms }");
  }

  private static void nextSegment() throws SQLException {
    BENCH.sql("SELECT pg_logical_emit_message(false, 'test', 'x')", "SELECT pg_switch_wal()");
  }
}
