package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class OutsideTransactionTest {
  static final String INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";

  private static final String TABLES =
      """
      CREATE TABLE one (id int PRIMARY KEY, name text);
      INSERT INTO one SELECT n, 'n' || n FROM generate_series(1, 100) n;
      CREATE INDEX one_name ON one (name);
      CREATE TABLE part (id int) PARTITION BY RANGE (id);
      CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
      CREATE TYPE mood AS ENUM ('sad');
      CREATE TABLE felt (mood mood);
      """;

  @TempDir Path folder;

  /**
   * A statement that no transaction holds.
   *
   * @param holding what another session does in the transaction that it has open
   * @param done a query that is true when it is done
   */
  record Case(String statement, String holding, String done) {}

  /** Those that wait for the other session. */
  static Stream<Named<Case>> waiting() {
    String write = "INSERT INTO one VALUES (0, 'zero')";
    return Stream.of(
            new Case(
                "CREATE INDEX CONCURRENTLY two ON one (id, name);",
                write,
                "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('two')"),
            new Case(
                "DROP INDEX CONCURRENTLY one_name;",
                write,
                "SELECT to_regclass('one_name') IS NULL"),
            new Case("REINDEX INDEX CONCURRENTLY one_name;", write, "SELECT true"),
            new Case("REINDEX (VERBOSE, CONCURRENTLY) TABLE one;", write, "SELECT true"),
            new Case(
                "ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY;",
                "SELECT * FROM part",
                "SELECT count(*) = 0 FROM pg_inherits WHERE inhrelid = 'part_1'::regclass"),
            new Case("VACUUM FULL one;", "SELECT * FROM one", "SELECT true"))
        .map(each -> Named.of(each.statement(), each));
  }

  /** Those that do not. */
  static Stream<Named<Case>> passing() {
    String read = "SELECT * FROM one, felt, part";
    return Stream.of(
            new Case("VACUUM ANALYZE one;", read, "SELECT true"),
            new Case(
                "ALTER TYPE mood ADD VALUE 'glad'; INSERT INTO felt VALUES ('glad');",
                read,
                "SELECT count(*) = 1 FROM felt"),
            new Case("ALTER SYSTEM RESET log_min_duration_statement;", read, "SELECT true"),
            new Case(
                "CREATE DATABASE ${flyway:database}_x; DROP DATABASE ${flyway:database}_x;",
                read,
                "SELECT count(*) = 0 FROM pg_database WHERE datname = current_database() || '_x'"))
        .map(each -> Named.of(each.statement(), each));
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void isDoneOnceTheOtherTransactionHasEnded(Case outside) throws Exception {
    Workbench bench = bench(outside).lockRetries(50);
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession other = OtherSession.holding(bench, outside.holding())) {
      other.endsWhenWaitedFor(attempt);
      bench.handle(attempt);
    }
    assertThat(attempt.steps()).containsSubsequence("step-begun", "step-run", "step-done");
    assertDone(bench, outside);
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void endsInTimeAndNamesTheOtherTransactionThatNeverDoes(Case outside) throws Exception {
    Workbench bench = bench(outside).lockRetries(1);
    try (OtherSession other = OtherSession.holding(bench, outside.holding())) {
      OperationFailure failure = other.failureThatNamesIt(() -> bench.apply("second"));

      assertThat(failure.code()).isEqualTo(FailureCode.LOCK_TIMEOUT);
      assertThat(failure.retryable()).isTrue();
      assertThat(failure.message()).contains("V2__outside.sql", "session " + other.pid());
      assertThat(Facts.states(bench.status())).contains("V2__outside.sql failed");
      assertThat(bench.status().getPendingCount()).isEqualTo(1);
    }
    bench.lockRetries(20);
    assertThat(bench.apply("third").getCurrentVersion()).isEqualTo("2");
    assertDone(bench, outside);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void doesNotWaitForATransactionThatIsOpen(Case outside) throws Exception {
    Workbench bench = bench(outside);
    try (OtherSession _ = OtherSession.holding(bench, outside.holding())) {
      bench.apply("second");
    }
    assertDone(bench, outside);
  }

  @Test
  void itIsToldHowFarTheScriptIsAndTheIndex() throws Exception {
    Case index = waiting().findFirst().orElseThrow().getPayload();
    Workbench bench = bench(index).lockRetries(50);
    bench.script("V2__outside.sql", "SELECT 1;", index.statement());
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession other = OtherSession.holding(bench, index.holding())) {
      Thread.startVirtualThread(
          () -> {
            await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> attempt.told().contains("waiting for writers before build"));
            other.end();
          });
      bench.handle(attempt);
    }

    assertThat(attempt.told())
        .containsSubsequence(
            "migrating",
            "0/1 migrations",
            "running V2__outside.sql",
            "0/2 statements",
            "1/2 statements",
            "waiting for writers before build",
            "1/1 migrations");
  }

  @Test
  void anIndexThatRunsIntoTheLimitOfStatementsIsBuiltByTheNextRequest() throws Exception {
    Case index = waiting().findFirst().orElseThrow().getPayload();
    Workbench bench = bench(index).lockRetries(50);
    bench.script(
        "V2__outside.sql",
        "SELECT set_config('statement_timeout', current_setting('shop.patience'), false);",
        index.statement(),
        "SELECT 1;");
    patience(bench, "2s");
    try (OtherSession other = OtherSession.holding(bench, index.holding())) {
      OperationFailure failure = other.failureThatNamesIt(() -> bench.apply("second"));

      assertThat(failure.code()).isEqualTo(FailureCode.STATEMENT_TIMEOUT);
      assertThat(failure.message()).contains("line 2", "session " + other.pid());
    }
    patience(bench, "20s");
    bench.apply("third");
    assertDone(bench, index);
  }

  private static void patience(Workbench bench, String time) throws SQLException {
    bench.sql("ALTER DATABASE " + bench.database() + " SET \"shop.patience\" = '" + time + "'");
  }

  private Workbench bench(Case outside) throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__tables.sql", TABLES);
    bench.apply("first");
    return bench.script("V2__outside.sql", outside.statement());
  }

  private static void assertDone(Workbench bench, Case outside) throws Exception {
    assertThat(bench.value(outside.done())).isEqualTo("t");
    assertThat(bench.value(INVALID)).isEqualTo("0");
    assertThat(bench.status().getPendingCount()).isZero();
  }
}
