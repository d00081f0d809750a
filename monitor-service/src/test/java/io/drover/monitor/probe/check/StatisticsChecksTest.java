package io.drover.monitor.probe.check;

import static io.drover.service.target.CheckName.CACHE_HIT_RATIO;
import static io.drover.service.target.CheckName.CHECKSUM_FAILURES;
import static io.drover.service.target.CheckName.DEADLOCKS;
import static io.drover.service.target.CheckName.MULTIXACT_AGE;
import static io.drover.service.target.CheckName.OVERDUE_FREEZE;
import static io.drover.service.target.CheckName.ROLLBACK_RATIO;
import static io.drover.service.target.CheckName.WRAPAROUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.TestStack;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsChecksTest {
  private static final Duration LATER = Duration.ofMinutes(6);
  private static final Bench BENCH = Bench.open(TestStack.postgres());

  @AfterEach
  void endSessions() throws Exception {
    BENCH.endSessions();
  }

  @AfterAll
  static void close() throws Exception {
    BENCH.close();
  }

  @Test
  void aDeadlockIsToldByTheMinute() throws Exception {
    try (Bench bench = Bench.open(TestStack.postgres())) {
      bench.sql("CREATE TABLE duel (id int)", "INSERT INTO duel VALUES (1), (2)");
      HealthCheck first = bench.look(DEADLOCKS, "{ warning: 1 }");
      assertThat(first.getStatus()).isEqualTo("skipped");
      assertThat(first.getMessage()).isEqualTo("It is told from the second look on.");

      deadlock(bench);

      HealthCheck raised = bench.lookUntil(DEADLOCKS, "{ warning: 1 }", "warning");
      assertThat(raised.getValue()).isEqualTo(1);
      assertThat(raised.getUnit()).isEqualTo("per minute");
      bench.clock().advance(LATER);
      assertThat(bench.look(DEADLOCKS, "{ warning: 1 }").getStatus()).isEqualTo("ok");
      bench.clock().advance(LATER);
      assertThat(bench.look(DEADLOCKS).getMessage()).isEqualTo("There was no deadlock.");
    }
  }

  @Test
  void rollbacksAreComparedWithAllTransactions() throws Exception {
    var _ = BENCH.look(ROLLBACK_RATIO);
    transactions(300, true);

    HealthCheck raised = BENCH.lookUntil(ROLLBACK_RATIO, "", "warning");

    assertThat(raised.getMessage()).endsWith(" of the transactions were rolled back.");
    BENCH.clock().advance(LATER);
    var _ = BENCH.look(ROLLBACK_RATIO);
    BENCH.clock().advance(LATER);
    assertThat(BENCH.look(ROLLBACK_RATIO).getMessage())
        .isEqualTo("Too little has happened lately to tell.");
    transactions(300, false);
    assertThat(BENCH.lookUntil(ROLLBACK_RATIO, "", "ok").getValue()).isLessThan(2);
  }

  @Test
  void countersThatWereResetBeginAnew() throws Exception {
    transactions(200, true);
    var _ = BENCH.look(ROLLBACK_RATIO);
    BENCH.sql("SELECT pg_stat_reset()");

    assertThat(BENCH.look(ROLLBACK_RATIO).getMessage())
        .isEqualTo("It is told from the second look on.");
  }

  @Test
  void blocksThatAreNotInMemoryCount() throws Exception {
    var _ = BENCH.look(CACHE_HIT_RATIO);
    BENCH.sql(
        "DO 'BEGIN FOR i IN 1..300 LOOP PERFORM count(*) FROM pg_catalog.pg_attribute; END LOOP;"
            + " END'");

    HealthCheck raised = BENCH.lookUntil(CACHE_HIT_RATIO, "{ warning: 100 }", "warning");

    assertThat(raised.getValue()).isBetween(1.0, 100.0);
    assertThat(BENCH.look(CACHE_HIT_RATIO, "{ warning: 1 }").getStatus()).isEqualTo("ok");
  }

  @Test
  void wrongChecksumsAreLookedForWhereThereAreChecksums() throws Exception {
    HealthCheck check = BENCH.look(CHECKSUM_FAILURES);

    // A page cannot be broken from here: what counts of one stands in the next test.
    assertThat(check.getMessage())
        .isIn(
            "The server makes no checksums of its pages.",
            "No page that was read has a wrong checksum.");
    assertThat(check.getStatus()).isIn("skipped", "ok");
  }

  @Test
  void oneWrongChecksumIsCritical() {
    assertThat(Status.of(1, CHECKSUM_FAILURES.usual(), false)).isEqualTo("critical");
    assertThat(Status.of(0, CHECKSUM_FAILURES.usual(), false)).isEqualTo("ok");
  }

  @ParameterizedTest
  @CsvSource({"WRAPAROUND, 0.00002", "OVERDUE_FREEZE, 0.0002"})
  void transactionIdsAreUsedUpUntilRowsAreFrozen(CheckName check, String threshold)
      throws Exception {
    transactionIds(500);
    String rule = "{ warning: " + threshold + ", critical: 100 }";

    HealthCheck raised = BENCH.look(check, rule);

    assertThat(raised.getStatus()).isEqualTo("warning");
    // A snapshot elsewhere in the server keeps a shared table from it for a while.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              BENCH.sql(raised.getRemedy());
              HealthCheck mended = BENCH.look(check, rule);
              assertThat(mended.getStatus()).isEqualTo("ok");
              assertThat(mended.getRemedy()).isEmpty();
            });
    assertThat(BENCH.look(check).getStatus()).isEqualTo("ok");
  }

  @Test
  void theOtherAgesAreMeasuredToo() throws Exception {
    assertThat(BENCH.look(MULTIXACT_AGE, "{ warning: 0 }").getStatus()).isEqualTo("warning");
    assertThat(BENCH.look(MULTIXACT_AGE).getStatus()).isEqualTo("ok");
    assertThat(BENCH.look(WRAPAROUND, "{ warning: 0, critical: 0 }").getStatus())
        .isEqualTo("critical");
    assertThat(BENCH.look(OVERDUE_FREEZE).getCritical()).isEqualTo(125);
  }

  private static void transactionIds(int number) throws SQLException {
    try (var statement = BENCH.session().createStatement()) {
      for (int i = 0; i < number; i++) {
        statement.execute("SELECT pg_current_xact_id()");
      }
    }
  }

  private static void transactions(int number, boolean rolledBack) throws Exception {
    Connection session = BENCH.session();
    try (var statement = session.createStatement()) {
      for (int i = 0; i < number; i++) {
        statement.execute(rolledBack ? "BEGIN; SELECT 1; ROLLBACK" : "SELECT 1");
      }
    }
    BENCH.endSessions();
  }

  private static void deadlock(Bench bench) throws Exception {
    Connection one = half(bench, 1);
    Connection other = half(bench, 2);
    Thread waiting = Thread.ofVirtual().start(() -> update(one, 2));
    update(other, 1);
    waiting.join();
    bench.endSessions();
  }

  private static Connection half(Bench bench, int id) throws SQLException {
    Connection session = bench.session();
    try (var statement = session.createStatement()) {
      statement.execute("SET deadlock_timeout = '50ms'");
    }
    session.setAutoCommit(false);
    update(session, id);
    return session;
  }

  private static void update(Connection session, int id) {
    try (var statement = session.createStatement()) {
      statement.execute("UPDATE duel SET id = id WHERE id = " + id);
    } catch (SQLException victim) {
      assertThat(victim.getSQLState()).isEqualTo("40P01");
    }
  }
}
