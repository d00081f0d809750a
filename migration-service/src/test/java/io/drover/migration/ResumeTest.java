package io.drover.migration;

import static io.drover.migration.OutsideTransactionTest.INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.PlannedStatement;
import io.drover.schemas.ScriptProgress;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts outside transactions that attempts leave in the middle. */
@Timeout(180)
class ResumeTest {
  private static final String INDEX = "CREATE INDEX CONCURRENTLY one_name ON one (lower(name));";
  private static final String INDEX_ID = "SELECT to_regclass('one_name')::oid::text";
  private static final String KILLED =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
          + " AND datname = current_database() AND query ~ '^(CREATE|REINDEX|ALTER)'";
  private static final String ROWS = "SELECT string_agg(id::text, ',' ORDER BY id) FROM one";

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aTable() throws Exception {
    bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int, name text DEFAULT 'A');");
    bench.apply("first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"step-begun", "step-run", "step-done"})
  void noInsertIsEverRunTwiceWhereverAnAttemptEnds(String step) throws Exception {
    bench.script(
        "V2__rows.sql",
        "INSERT INTO one VALUES (1);",
        INDEX,
        "INSERT INTO one VALUES (2);",
        "VACUUM one;",
        "INSERT INTO one VALUES (3);");
    endedAt(step);

    assertThat(bench.apply("second").getCurrentVersion()).isEqualTo("2");

    assertThat(bench.value(ROWS)).isEqualTo("1,2,3");
    assertThat(bench.value(INVALID)).isEqualTo("0");
    assertThat(
            bench.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_name'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void aPlanOfAScriptThatStandsInTheMiddleTellsWhatIsDone() throws Exception {
    bench.script(
        "V2__rows.sql", "INSERT INTO one VALUES (1);", INDEX, "INSERT INTO one VALUES (2);");
    endedAt("step-done");

    MigrationSucceeded plan = Facts.fact(bench.handle(bench.attempt("look", "PLAN", null)));

    assertThat(Objects.requireNonNull(plan.getPlan()).getStatements())
        .extracting(PlannedStatement::getDone)
        .containsExactly(true, true, false);
  }

  @Test
  void theStatusOfAScriptThatStandsInTheMiddleTellsHowFarItCame() throws Exception {
    bench.script(
        "V2__rows.sql",
        "INSERT INTO one VALUES (1);",
        INDEX,
        "",
        "UPDATE one SET name = 'secret' WHERE id = 'no number';",
        "INSERT INTO one VALUES (3);");
    failureOf("second");

    MigrationEntry failed = bench.status().getMigrations().getLast();

    assertThat(failed.getState()).isEqualTo("failed");
    assertThat(failed.getProgress())
        .isEqualTo(new ScriptProgress(2, 4, 4, "UPDATE one SET name = '…' WHERE id = '…'"));
    assertThat(bench.status().getMigrations().getFirst().getProgress()).isNull();
    bench.script("V2__rows.sql", "SELECT '${open}';");
    assertThat(bench.status().getMigrations().getLast().getProgress())
        .isEqualTo(new ScriptProgress(2, null, null, null));
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);");
    assertThat(bench.status().getMigrations().getLast().getProgress())
        .isEqualTo(new ScriptProgress(2, null, null, null));
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", INDEX);
    assertThat(bench.status().getMigrations().getLast().getProgress())
        .isEqualTo(new ScriptProgress(2, 2, null, null));
    bench.apply("third");
    assertThat(bench.status().getMigrations().getLast().getProgress()).isNull();
  }

  @Test
  void anIndexWhoseEndTheLostConnectionDidNotTellIsNotBuiltAgain() throws Exception {
    bench.script("V2__index.sql", INDEX);
    endedAt("step-run");
    String built = bench.value(INDEX_ID);

    bench.apply("second");

    assertThat(built).isNotNull();
    assertThat(bench.value(INDEX_ID)).isEqualTo(built);
  }

  @Test
  void anIndexThatStandsThereWithTheStatementsDefinitionIsTakenForItsOwn() throws Exception {
    bench.script("V2__index.sql", INDEX);
    endedAt("step-begun");
    bench.sql("CREATE INDEX one_name ON public.one USING btree (LOWER(name))");
    String built = bench.value(INDEX_ID);

    bench.apply("second");

    assertThat(bench.value(INDEX_ID)).isEqualTo(built);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX one_name ON one (name)",
        "CREATE UNIQUE INDEX one_name ON one (lower(name))",
        "CREATE TABLE one_name ()",
        "CREATE TABLE other (name text); CREATE INDEX one_name ON other (lower(name))"
      })
  void somethingElseUnderTheIndexesNameStopsTheScriptAndIsLeftAlone(String other) throws Exception {
    bench.script("V2__index.sql", INDEX);
    endedAt("step-begun");
    bench.sql(other);

    OperationFailure failure = failureOf("second");

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message())
        .contains("V2__index.sql failed at line 1", "statement 1", "public.one_name");
    assertThat(bench.value(INDEX_ID)).isNotNull();
  }

  @Test
  void aBackendThatIsKilledWhileItBuildsAnIndexLeavesNoneThatIsInvalid() throws Exception {
    bench.lockRetries(50).script("V2__index.sql", INDEX);
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession _ = OtherSession.holding(bench, "INSERT INTO one VALUES (1)")) {
      OtherSession.whenWaiting(attempt, this::killTheMigration);
      OperationFailure failure =
          catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt));
      assertThat(failure.code()).isEqualTo(FailureCode.TARGET_UNREACHABLE);
      assertThat(bench.value(INVALID)).isEqualTo("1");
    }

    assertThat(bench.apply("second").getAppliedCount()).isEqualTo(1);

    assertThat(bench.value(INVALID)).isEqualTo("0");
    assertThat(bench.value(INDEX_ID)).isNotNull();
  }

  @Test
  void anInvalidIndexOfAnotherNameIsLeftAlone() throws Exception {
    bench.sql("INSERT INTO one VALUES (1), (1)");
    assertThatThrownBy(() -> bench.sql("CREATE UNIQUE INDEX CONCURRENTLY elsewhere ON one (id)"))
        .isInstanceOf(SQLException.class);
    bench.script("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY one_id ON one (id);");
    failureOf("second");
    assertThat(bench.value(INVALID)).isEqualTo("2");
    bench.sql("DELETE FROM one WHERE ctid = '(0,1)'");

    bench.apply("third");

    assertThat(bench.value("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
        .isEqualTo("elsewhere");
  }

  @Test
  void theCopiesThatAKilledReindexLeavesAreDropped() throws Exception {
    bench.sql("CREATE INDEX one_name ON one (name)");
    bench.lockRetries(50).script("V2__index.sql", "REINDEX TABLE CONCURRENTLY one;");
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession _ = OtherSession.holding(bench, "INSERT INTO one VALUES (1)")) {
      OtherSession.whenWaiting(attempt, this::killTheMigration);
      assertThatThrownBy(() -> bench.handle(attempt)).isInstanceOf(OperationFailure.class);
      assertThat(bench.value(INVALID)).isNotEqualTo("0");
    }

    bench.apply("second");

    assertThat(bench.value(INVALID)).isEqualTo("0");
  }

  @Test
  void aPartitionThatAKilledDetachLeftPendingIsDetached() throws Exception {
    bench.sql("CREATE TABLE part (id int) PARTITION BY LIST (id)");
    bench.sql("CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1)");
    bench
        .lockRetries(50)
        .script("V2__part.sql", "ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY;");
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    try (OtherSession _ = OtherSession.holding(bench, "SELECT * FROM part")) {
      OtherSession.whenWaiting(attempt, this::killTheMigration);
      assertThatThrownBy(() -> bench.handle(attempt)).isInstanceOf(OperationFailure.class);
      assertThat(bench.value("SELECT inhdetachpending FROM pg_inherits")).isEqualTo("t");
    }

    bench.apply("second");

    assertThat(bench.value("SELECT count(*) FROM pg_inherits")).isEqualTo("0");
  }

  @Test
  void aProcedureThatMayHaveRunStopsTheScriptUntilSomeoneHasLooked() throws Exception {
    bench.sql(
        "CREATE PROCEDURE fill() LANGUAGE plpgsql AS"
            + " 'BEGIN INSERT INTO one VALUES (1); COMMIT; INSERT INTO one VALUES (2); END'");
    bench
        .script("V2__call.sql", "CALL fill();", "INSERT INTO one VALUES (3);")
        .script("V2__call.sql.conf", "executeInTransaction=false");
    endedAt("step-run");

    OperationFailure failure = failureOf("second");

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message())
        .contains(
            "V2__call.sql", "line 1", "statement 1", "nothing in the catalogue tells", "CALL");
    String remedy = failure.remedy();
    bench.sql(remedy.substring(remedy.indexOf("UPDATE"), remedy.indexOf(";") + 1));
    bench.apply("third");
    assertThat(bench.value(ROWS)).isEqualTo("1,2,3");
  }

  /** In its next wait, if the one that was seen is over. */
  private void killTheMigration() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> bench.value(KILLED).equals("1"));
  }

  private void endedAt(String step) {
    LiveAttempt attempt = bench.attempt("second", "APPLY", null);
    attempt.when(step, attempt::end);
    assertThatThrownBy(() -> bench.handle(attempt)).isInstanceOf(InterruptedException.class);
  }

  private OperationFailure failureOf(String operationId) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply(operationId));
  }
}
