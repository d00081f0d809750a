package io.drover.migration;

import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationReview;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts outside transactions that fail, and what people do about it. */
@Timeout(60)
class MendedScriptTest {
  private static final String ROWS = "SELECT string_agg(id::text, ',' ORDER BY id) FROM one";

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aTable() throws Exception {
    bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.apply("first");
  }

  @Test
  void aScriptWhoseCauseIsMendedGoesOnFromTheStatementThatFailed() throws Exception {
    bench.script(
        "V2__rows.sql",
        "INSERT INTO one VALUES (1), (1);",
        "CREATE UNIQUE INDEX CONCURRENTLY one_id ON one (id);",
        "INSERT INTO one VALUES (2);");
    OperationFailure failure = failureOf("second");
    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("V2__rows.sql failed at line 2 (SQL state 23505)");
    bench.sql("DELETE FROM one WHERE ctid = '(0,1)'");

    assertThat(bench.apply("third").getAppliedCount()).isEqualTo(1);

    assertThat(bench.value(ROWS)).isEqualTo("1,2");
    assertThat(states(bench.status()))
        .containsExactly("V1__one.sql applied", "V2__rows.sql applied");
  }

  @Test
  void aStatementThatLeftNothingMayBeMendedInTheScript() throws Exception {
    bench.script(
        "V2__rows.sql",
        "INSERT INTO one VALUES (1);",
        "CREATE INDEX CONCURRENTLY one_id ON one (nope);",
        "INSERT INTO one VALUES (2);");
    assertThat(failureOf("second").message()).contains("line 2", "42703");
    bench.script(
        "V2__rows.sql",
        "INSERT INTO one VALUES (1);",
        "CREATE INDEX CONCURRENTLY one_id ON one (id);",
        "INSERT INTO one VALUES (2);");

    bench.apply("third");

    assertThat(bench.value(ROWS)).isEqualTo("1,2");
  }

  @Test
  void aScriptWhoseDoneStatementWasEditedIsRefusedUntilItStartsOver() throws Exception {
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM nope;");
    failureOf("second");
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (2);", "VACUUM one;");

    OperationFailure failure = failureOf("third");

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_CHECKSUM_MISMATCH);
    assertThat(failure.message()).contains("V2__rows.sql", "another statement 1");
    assertThat(bench.value(ROWS)).isEqualTo("1");
    bench.sql("DELETE FROM one");
    assertThat(failure.remedy()).contains("--repair");
    bench.handle(bench.attempt("repair-" + bench.database(), "REPAIR", null));
    bench.apply("fourth");
    assertThat(bench.value(ROWS)).isEqualTo("2");
  }

  @Test
  void aScriptThatBecameATransactionAfterAPartOfItWasRunIsRefused() throws Exception {
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM nope;");
    failureOf("second");
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);");

    OperationFailure failure = failureOf("third");

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_CHECKSUM_MISMATCH);
    assertThat(bench.value(ROWS)).isEqualTo("1");
  }

  @Test
  void aScriptWithATransactionOfItsOwnIsRefusedBeforeAnythingOfItIsRun() throws Exception {
    bench.review(new MigrationReview(false, Map.of("TRANSACTION_CONTROL", "info")));
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "BEGIN;", "COMMIT;", "VACUUM one;");

    OperationFailure failure = failureOf("second");

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("V2__rows.sql", "line 2", "must not begin or end");
    assertThat(bench.value(ROWS)).isNull();
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM one;");
    bench.apply("third");
    assertThat(bench.value(ROWS)).isEqualTo("1");
  }

  @Test
  void aScriptThatGotAnotherNameWhenItStoodInTheMiddleDoesNotStartOver() throws Exception {
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM one;");
    LiveAttempt ended = bench.attempt("second", "APPLY", null);
    ended.when("step-begun", ended::end);
    assertThatThrownBy(() -> bench.handle(ended)).isInstanceOf(InterruptedException.class);
    Files.move(folder.resolve("V2__rows.sql"), folder.resolve("V2__renamed.sql"));

    OperationFailure failure = failureOf("third");

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("V2__rows.sql", "stands in the middle");
    assertThat(bench.value(ROWS)).isEqualTo("1");
  }

  @Test
  void aFailedRowOfAnotherToolIsNotForgiven() throws Exception {
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM nope;");
    failureOf("second");
    bench.sql("UPDATE flyway_schema_history SET installed_by = 'ann' WHERE NOT success");
    bench.script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM one;");

    OperationFailure failure = failureOf("third");

    assertThat(failure.message()).contains("V2__rows.sql", "earlier run");
    assertThat(bench.value(ROWS)).isEqualTo("1");
  }

  @Test
  void aRepeatableScriptIsRunAgainFromItsStartWheneverItIsEdited() throws Exception {
    for (String value : new String[] {"1", "2", "1"}) {
      bench.script("R__rows.sql", "INSERT INTO one VALUES (" + value + ");", "VACUUM one;");
      bench.apply("run-" + value);
    }

    assertThat(bench.value(ROWS)).isEqualTo("1,1,2");
  }

  @Test
  void aScriptMayTakeOnARoleThatMayNotWriteTheSteps() throws Exception {
    String role = bench.database() + "_role";
    bench.sql("CREATE ROLE " + role + "; GRANT INSERT ON one TO " + role);
    bench.script(
        "V2__rows.sql",
        "SET ROLE " + role + ";",
        "INSERT INTO one VALUES (1);",
        "RESET ROLE;",
        "VACUUM one;");

    bench.apply("second");

    assertThat(bench.value(ROWS)).isEqualTo("1");
    bench.sql("DROP OWNED BY " + role + "; DROP ROLE " + role);
  }

  @Test
  void theSearchPathThatAScriptSetsHoldsForWhatAnotherAttemptRunsOfIt() throws Exception {
    bench.sql("CREATE SCHEMA apart CREATE TABLE two (id int)");
    bench.script(
        "V2__rows.sql",
        "SET search_path = apart;",
        "VACUUM two;",
        "CREATE INDEX CONCURRENTLY two_id ON two (id);");
    LiveAttempt ended = bench.attempt("second", "APPLY", null);
    ended.when("step-done", ended::end);
    assertThatThrownBy(() -> bench.handle(ended)).isInstanceOf(InterruptedException.class);

    bench.apply("second");

    assertThat(bench.value("SELECT to_regclass('apart.two_id')")).isEqualTo("apart.two_id");
  }

  private OperationFailure failureOf(String operationId) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply(operationId));
  }
}
