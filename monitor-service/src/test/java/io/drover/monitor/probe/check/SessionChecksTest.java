package io.drover.monitor.probe.check;

import static io.drover.service.target.CheckName.BLOCKED_SESSIONS;
import static io.drover.service.target.CheckName.CONNECTIONS;
import static io.drover.service.target.CheckName.IDLE_IN_TRANSACTION;
import static io.drover.service.target.CheckName.LOCK_TABLE;
import static io.drover.service.target.CheckName.LOCK_WAIT;
import static io.drover.service.target.CheckName.LONGEST_QUERY;
import static io.drover.service.target.CheckName.OLDEST_TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.TestStack;
import io.drover.schemas.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class SessionChecksTest {
  private static final String AT_ONCE = "{ warning: 1ms, critical: never }";

  private static final Bench BENCH = Bench.open(TestStack.postgres());

  @BeforeAll
  static void open() throws Exception {
    BENCH.sql(
        "CREATE TABLE stock (id int PRIMARY KEY, pieces int)", "INSERT INTO stock VALUES (1, 5)");
  }

  @AfterEach
  void endSessions() throws Exception {
    BENCH.endSessions();
  }

  @AfterAll
  static void close() throws Exception {
    BENCH.close();
  }

  @Test
  void manySessionsUseUpTheConnections() throws Exception {
    double usual = value(BENCH.look(CONNECTIONS));
    // Sessions of a former test may still have counted as usual, a few others may come.
    String rule = "{ warning: %.3f }".formatted(usual + 2);
    for (int i = 0; i < 20; i++) {
      var _ = BENCH.session();
    }

    // A session that looked before may be counted for a moment longer.
    String line = "20 of user postgres in " + BENCH.database();
    HealthCheck raised =
        BENCH.lookUntil(CONNECTIONS, rule, check -> check.getDetail().contains(line));

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getScope()).isEqualTo("server");
    BENCH.endSessions();
    assertThat(BENCH.lookUntil(CONNECTIONS, rule, "ok").getRemedy()).isEmpty();
  }

  @Test
  void aSessionThatIdlesInItsTransactionIsNamedWithoutItsQuery() throws Exception {
    Connection idle = BENCH.session();
    idle.setAutoCommit(false);
    run(idle, "/* SELECT */ SELECT 'geheim', pieces FROM stock");
    run(idle, "SELECT 'geheim', pieces FROM stock");

    HealthCheck raised = BENCH.look(IDLE_IN_TRANSACTION, AT_ONCE);

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getDetail()).startsWith("pid " + pid(idle) + ", user ").endsWith("Z, SELECT");
    assertThat(raised.getRemedy()).matches(endOf(idle));
    assertThat(raised.getWarning()).isEqualTo(0.001);
    assertThat(BENCH.look(IDLE_IN_TRANSACTION).getStatus()).isEqualTo("ok");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.lookUntil(IDLE_IN_TRANSACTION, AT_ONCE, "ok").getMessage())
        .isEqualTo("No session is idle in a transaction.");
  }

  @Test
  void theOldestTransactionIsFoundAndDroversOwnIsNot() throws Exception {
    Connection own = BENCH.session();
    run(own, "SET application_name = 'drover/backup/1'");
    own.setAutoCommit(false);
    run(own, "SELECT 1");
    BENCH.lookUntil(OLDEST_TRANSACTION, AT_ONCE, "ok");
    Connection open = BENCH.session();
    open.setAutoCommit(false);
    run(open, "SELECT 1");

    HealthCheck raised = BENCH.look(OLDEST_TRANSACTION, AT_ONCE);

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getDetail()).contains("pid " + pid(open)).doesNotContain("pid " + pid(own));
    open.rollback();
    assertThat(BENCH.lookUntil(OLDEST_TRANSACTION, AT_ONCE, "ok").getValue()).isZero();
  }

  @Test
  void theLongestQueryCanBeEnded() throws Exception {
    Connection busy = BENCH.session();
    Thread running = inBackground(busy, "SELECT pg_sleep(60)");

    String line = "pid " + pid(busy);
    // It may be seen before it has run for as long as the rule asks.
    HealthCheck raised = BENCH.lookUntil(LONGEST_QUERY, AT_ONCE, "warning");

    assertThat(raised.getDetail()).contains(line);
    BENCH.sql(raised.getRemedy());
    running.join();
    assertThat(BENCH.lookUntil(LONGEST_QUERY, AT_ONCE, "ok").getMessage())
        .isEqualTo("No query runs.");
  }

  @Test
  void whoWaitsForALockIsToldWithTheOneWhoHoldsIt() throws Exception {
    Connection holder = BENCH.session();
    holder.setAutoCommit(false);
    run(holder, "UPDATE stock SET pieces = 4");
    Connection waiter = BENCH.session();
    Thread waiting = inBackground(waiter, "UPDATE stock SET pieces = 3");
    BENCH.lookUntil(BLOCKED_SESSIONS, "{ warning: 1 }", "warning");
    Connection behind = BENCH.session();
    Thread last = inBackground(behind, "UPDATE stock SET pieces = 9");

    int head = pid(holder);
    HealthCheck blocked = BENCH.lookUntil(BLOCKED_SESSIONS, "{ warning: 2 }", "warning");
    HealthCheck wait = BENCH.lookUntil(LOCK_WAIT, AT_ONCE, "warning");

    assertThat(blocked.getDetail())
        .contains("pid " + pid(waiter))
        .contains("UPDATE, waits for pid " + pid(holder) + ", user ")
        .contains(", idle in transaction since ");
    assertThat(blocked.getDetail().lines())
        .as("who holds up all of them, not whom each waits for")
        .allMatch(line -> line.contains("waits for pid " + head + ", "));
    assertThat(blocked.getValue()).isEqualTo(2);
    assertThat(wait.getRemedy()).matches(endOf(holder));
    BENCH.sql(blocked.getRemedy());
    waiting.join();
    last.join();
    assertThat(BENCH.lookUntil(BLOCKED_SESSIONS, "{ warning: 1 }", "ok").getValue()).isZero();
    assertThat(BENCH.lookUntil(LOCK_WAIT, AT_ONCE, "ok").getDetail()).isEmpty();
  }

  @Test
  void manyLocksFillTheTable() throws Exception {
    double usual = value(BENCH.look(LOCK_TABLE));
    String rule = "{ warning: %.3f }".formatted(usual + 2);
    Connection greedy = BENCH.session();
    run(greedy, "SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 2000) n");

    HealthCheck raised = BENCH.look(LOCK_TABLE, rule);

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getDetail()).contains("2000 locks of pid " + pid(greedy));
    BENCH.endSessions();
    assertThat(BENCH.lookUntil(LOCK_TABLE, rule, "ok").getRemedy()).isEmpty();
  }

  private static Thread inBackground(Connection connection, String sql) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                run(connection, sql);
              } catch (SQLException ended) {
                // The test has the session ended.
              }
            });
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String endOf(Connection session) throws SQLException {
    return "SELECT pg_terminate_backend\\(pid\\) FROM pg_stat_activity WHERE pid = "
        + pid(session)
        + " AND backend_start = '[^']+';";
  }

  private static int pid(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  private static double value(HealthCheck check) {
    Double value = check.getValue();
    return value == null ? Double.NaN : value;
  }
}
