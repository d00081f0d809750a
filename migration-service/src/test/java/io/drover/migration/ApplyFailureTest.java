package io.drover.migration;

import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyFailureTest {
  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aDatabaseWithOneScript() {
    bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int PRIMARY KEY);");
  }

  @Test
  void aFailingScriptIsNamedWithItsLineAndThoseBeforeItStay() throws Exception {
    bench
        .script("V2__two.sql", "CREATE TABLE two (id int);", "", "ALTER TABLE nope ADD x int;")
        .script("V3__three.sql", "CREATE TABLE three (id int);");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message())
        .isEqualTo(
            "The migration V2__two.sql failed at line 3 (SQL state 42P01):"
                + " relation \"nope\" does not exist");
    assertThat(failure.remedy()).contains("V2__two.sql");
    assertThat(states(bench.status()))
        .containsExactly("V1__one.sql applied", "V2__two.sql pending", "V3__three.sql pending");
    assertThat(bench.value("SELECT to_regclass('two')")).isNull();
  }

  @Test
  void theStatementThatFailedIsNotPublished() {
    bench.script("V2__role.sql", "ALTER ROLE nobody_of_that_name PASSWORD 'hunter2';");

    OperationFailure failure = failureOfApply();

    assertThat(failure.message() + failure.detail() + failure.remedy() + failure.getCause())
        .contains("nobody_of_that_name")
        .doesNotContain("hunter2");
  }

  @Test
  void anEditedScriptIsNamed() throws Exception {
    bench.script("V2__two.sql", "CREATE TABLE two (id int);");
    bench.apply("first");
    bench
        .script("V2__two.sql", "CREATE TABLE two (id bigint);")
        .script("V3__three.sql", "CREATE TABLE three (id int);");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_CHECKSUM_MISMATCH);
    assertThat(failure.message()).contains("V2__two.sql");
    assertThat(bench.value("SELECT to_regclass('three')")).isNull();
  }

  @Test
  void aScriptThatComesTooLateIsNamed() throws Exception {
    bench.script("V3__three.sql", "SELECT 1;");
    bench.apply("first");
    bench.script("V2__late.sql", "SELECT 1;");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("V2__late.sql", "before later versions");
  }

  @Test
  void aFailedScriptOutsideATransactionStopsTheNextRunUntilTheRemedyIsFollowed() throws Exception {
    bench
        .script("V2__rows.sql", "INSERT INTO one VALUES (1), (2);", "CREATE TABLE two (id int);")
        .script("V3__rows.sql", "INSERT INTO two VALUES (1), (1);")
        .script("V4__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY two_id ON two (id);");
    assertThat(failureOfApply().message()).contains("V4__index.sql", "23505");

    OperationFailure second = failureOfApply();

    assertThat(second.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(second.message()).contains("V4__index.sql", "earlier run");
    assertThat(states(bench.status())).contains("V4__index.sql failed");
    bench.sql("DROP INDEX two_id; DELETE FROM two WHERE ctid = '(0,1)'");
    assertThat(second.remedy()).contains("--repair");
    bench.handle(bench.attempt("repair-" + bench.database(), "REPAIR", null));
    assertThat(bench.apply("third").getCurrentVersion()).isEqualTo("4");
  }

  @Test
  void aReaderThatHoldsTheTableIsALockTimeoutThatMayBeTriedAgain() throws Exception {
    bench.apply("first");
    bench.lockRetries(1).script("V2__alter.sql", "ALTER TABLE one ADD COLUMN name text;");

    try (Connection reader = bench.server().connect(bench.database());
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM one");
      OperationFailure failure = failureOfApply();

      assertThat(failure.code()).isEqualTo(FailureCode.LOCK_TIMEOUT);
      assertThat(failure.retryable()).isTrue();
      assertThat(failure.message()).contains("V2__alter.sql", "line 1");
      reader.rollback();
    }
    bench.lockRetries(20);
    assertThat(bench.apply("third").getAppliedCount()).isEqualTo(1);
  }

  @Test
  void aStatementThatRunsTooLongIsAStatementTimeout() {
    bench.script("V2__slow.sql", "SET LOCAL statement_timeout = 100;", "SELECT pg_sleep(10);");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.STATEMENT_TIMEOUT);
    assertThat(failure.message()).contains("V2__slow.sql", "line 2");
  }

  @Test
  void aDatabaseThatCannotBeReachedIsNotTheScriptsFault() {
    Workbench away = Workbench.named(folder);

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> away.apply("first"));

    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_UNREACHABLE);
  }

  private OperationFailure failureOfApply() {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply("failing"));
  }
}
