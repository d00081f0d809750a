package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a finding says of a lock is what a second session sees in pg_locks. */
@Timeout(120)
class ClaimedLocksTest {
  private static Server server;

  @BeforeAll
  static void prepare() throws Exception {
    server = Server.prepared();
  }

  static Stream<Pair> inTransactions() {
    return claims().filter(pair -> !outside(pair));
  }

  static Stream<Pair> outsideTransactions() {
    return claims().filter(ClaimedLocksTest::outside);
  }

  @ParameterizedTest
  @MethodSource("inTransactions")
  void theLockIsHeldAfterTheStatement(Pair pair) throws Exception {
    Finding finding = flagged(pair);
    try (Connection working = server.connect();
        Connection watching = server.connect()) {
      working.setAutoCommit(false);
      Map<String, Long> before = run(working, pair);
      for (String table : pair.locked()) {
        assertThat(
                Server.strongest(
                    watching, Server.pid(working), Objects.requireNonNull(before.get(table)), true))
            .as("lock on %s", table)
            .isEqualTo(finding.lock());
      }
      working.rollback();
    }
  }

  /** Held back by a reader, the statement shows which lock it asks for. */
  @ParameterizedTest
  @MethodSource("outsideTransactions")
  void theLockIsAskedForWhileAReaderIsThere(Pair pair) throws Exception {
    Finding finding = flagged(pair);
    try (Connection reading = server.connect();
        Connection working = server.connect();
        Connection watching = server.connect()) {
      String table = pair.locked().getFirst();
      long relation = Objects.requireNonNull(Server.relations(watching).get(table));
      int pid = Server.pid(working);
      reading.setAutoCommit(false);
      execute(reading, "LOCK TABLE " + table + " IN ACCESS SHARE MODE");
      CompletableFuture<Void> done =
          CompletableFuture.runAsync(() -> executeUnchecked(working, pair.flagged()));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(Server.strongest(watching, pid, relation, false))
                      .isEqualTo(finding.lock()));
      reading.rollback();
      assertThat(done).succeedsWithin(Duration.ofSeconds(60));
    }
  }

  private static Stream<Pair> claims() {
    return Pairs.all().stream().filter(pair -> !pair.locked().isEmpty());
  }

  private static boolean outside(Pair pair) {
    return pair.rule().equals("VACUUM_FULL");
  }

  private static Finding flagged(Pair pair) throws Exception {
    return Scripts.review(pair.flagged(), 15).stream()
        .filter(finding -> finding.rule().equals(pair.rule()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Runs all of the scripts: the scripts before the last are committed, and the last statement is
   * the flagged one.
   *
   * @return the relations that were there before the last script
   */
  private static Map<String, Long> run(Connection working, Pair pair) throws Exception {
    List<Script> scripts = Scripts.of(pair.flagged());
    for (Script script : scripts.subList(0, scripts.size() - 1)) {
      run(working, script);
      working.commit();
    }
    Map<String, Long> before = Server.relations(working);
    run(working, scripts.getLast());
    return before;
  }

  private static void run(Connection working, Script script) throws SQLException {
    for (ScriptStatement statement : script.statements()) {
      execute(working, statement.sql());
    }
  }

  private static void executeUnchecked(Connection connection, String sql) {
    try {
      execute(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
