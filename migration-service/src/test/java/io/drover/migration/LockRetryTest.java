package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationWaiting;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationReview;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LockRetryTest {
  private static final String LOCKS_OF_THE_MIGRATION =
      "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
          + " WHERE a.application_name LIKE 'drover/migrate/%' AND a.datname = current_database()"
          + " AND l.relation = 'one'::regclass";

  private static final String WATCHES_ENDED =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE"
          + " 'drover/migrate/%' AND datname = current_database() AND (query LIKE"
          + " '%pg_blocking_pids%' OR query LIKE '%pg_stat_progress_create_index%')";

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aTableThatIsToBeAltered() throws Exception {
    bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.apply("first");
    bench.script(
        "V2__two.sql",
        "INSERT INTO one VALUES (1);",
        "ALTER TABLE one ADD COLUMN name text;",
        "CREATE TABLE two (id int);");
  }

  @Test
  void aReaderThatHoldsTheTableKeepsNoOtherReaderOutBetweenTheTries() throws Exception {
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    List<String> seen = new ArrayList<>();
    try (OtherSession reader = OtherSession.holding(bench, "SELECT * FROM one")) {
      attempt.when(
          "lock-not-held",
          () -> {
            seen.add(readAtOnce());
            if (seen.size() == 3) {
              reader.end();
            }
          });
      Facts.fact(bench.handle(attempt));
    }

    assertThat(seen).hasSize(3).containsOnly("0 rows, 0 locks");
    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo("1");
    assertThat(bench.value("SELECT to_regclass('two')")).isEqualTo("two");
  }

  @Test
  void itIsToldOnceWhomTheMigrationWaitsFor() throws Exception {
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession reader =
        OtherSession.holding(bench, "SELECT id FROM one WHERE 'hunter2' <> 'x'")) {
      attempt.when(
          "lock-tried-again",
          () -> {
            if (!attempt.facts().isEmpty()) {
              reader.end();
            }
          });
      bench.handle(attempt);

      assertThat(attempt.facts())
          .singleElement()
          .isInstanceOfSatisfying(
              OperationWaiting.class,
              waiting -> {
                assertThat(waiting.getWaitingFor()).isEqualTo("lock");
                assertThat(waiting.getDetail())
                    .contains("V2__two.sql at line 2", "session " + pid(reader))
                    .contains(
                        "user " + bench.server().superuser(), "application report", "lock on one)")
                    .contains("SELECT id FROM one WHERE '…' <> '…'")
                    .doesNotContain("hunter2");
              });
    }
  }

  @Test
  void aWatchWhoseSessionIsEndedLooksAgain() throws Exception {
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    AtomicInteger watchesEnded = new AtomicInteger();
    try (OtherSession first = OtherSession.holding(bench, "SELECT * FROM one");
        OtherSession next = OtherSession.holding(bench, "SELECT * FROM one")) {
      attempt.when(
          "lock-tried-again",
          () -> {
            if (attempt.facts().size() == 1 && watchesEnded.get() == 0) {
              watchesEnded.set(Integer.parseInt(valueOf(WATCHES_ENDED)));
              first.end();
            } else if (attempt.facts().size() == 2) {
              next.end();
            }
          });
      Facts.fact(bench.handle(attempt));

      assertThat(watchesEnded).hasValue(1);
      assertThat(attempt.facts())
          .satisfiesExactly(
              fact -> assertThat(fact.toString()).contains("session " + pid(first) + " "),
              fact -> assertThat(fact.toString()).contains("session " + pid(next) + " "));
    }
  }

  @Test
  void aLockThatIsNeverFreeIsATimeoutThatNamesItsHolderAndHowToEndIt() throws Exception {
    bench.lockRetries(1);
    try (OtherSession reader = OtherSession.holding(bench, "SELECT * FROM one")) {
      OperationFailure failure = reader.failureThatNamesIt(() -> bench.apply("second"));

      assertThat(failure.code()).isEqualTo(FailureCode.LOCK_TIMEOUT);
      assertThat(failure.retryable()).isTrue();
      assertThat(failure.message())
          .contains("V2__two.sql", "line 2", "session " + reader.pid(), "lock on one)");
      assertThat(failure.remedy())
          .startsWith("PGPASSWORD=")
          .contains(" PGDATABASE=" + bench.database() + " psql ")
          .endsWith("-c 'SELECT pg_terminate_backend(" + reader.pid() + ")'");
      bench.sql("SELECT pg_terminate_backend(" + reader.pid() + ")");
      String there = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + reader.pid();
      await().until(() -> bench.value(there).equals("0"));
    }
    assertThat(bench.apply("third").getCurrentVersion()).isEqualTo("2");
  }

  @Test
  void aScriptThatCommitsByItselfIsNotRunTwice() throws Exception {
    bench.review(new MigrationReview(false, Map.of("TRANSACTION_CONTROL", "info")));
    bench.script(
        "V2__two.sql",
        "INSERT INTO one VALUES (1);",
        "COMMIT;",
        "ALTER TABLE one ADD COLUMN name text;");
    AtomicInteger requests = new AtomicInteger();
    try (OtherSession reader =
        OtherSession.holding(bench, "LOCK one IN SHARE UPDATE EXCLUSIVE MODE")) {
      OperationFailure failure =
          reader.failureThatNamesIt(() -> bench.apply("request-" + requests.incrementAndGet()));

      assertThat(failure.code()).isEqualTo(FailureCode.LOCK_TIMEOUT);
      assertThat(failure.message()).contains("line 3", "session " + reader.pid());
    }
    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo(requests.toString());
  }

  @Test
  void aStatementOfAScriptOutsideATransactionIsTriedAgainByItself() throws Exception {
    bench.script(
        "V2__two.sql",
        "INSERT INTO one VALUES (1);",
        "ALTER TABLE one ADD COLUMN name text;",
        "VACUUM one;");
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession reader = OtherSession.holding(bench, "SELECT * FROM one")) {
      attempt.when("lock-tried-again", reader::end);
      bench.handle(attempt);
    }

    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo("1");
    assertThat(bench.value("SELECT count(name) FROM one")).isEqualTo("0");
  }

  @Test
  void aCancelBetweenTwoTriesEndsTheAttemptAndLeavesNothing() throws Exception {
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession _ = OtherSession.holding(bench, "SELECT * FROM one")) {
      attempt.when("lock-not-held", attempt::end);
      assertThatThrownBy(() -> bench.handle(attempt)).isInstanceOf(InterruptedException.class);
    }
    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo("0");
  }

  private static int pid(OtherSession session) {
    try {
      return session.pid();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String valueOf(String query) {
    try {
      return bench.value(query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String readAtOnce() {
    try {
      bench.sql("SET lock_timeout = '100ms'; SELECT count(*) FROM one");
      return bench.value("SELECT count(*) FROM one")
          + " rows, "
          + bench.value(LOCKS_OF_THE_MIGRATION)
          + " locks";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
