package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedScriptsTest {
  private static final String COMMENT =
      "SELECT obj_description('flyway_schema_history'::regclass, 'pg_class')";

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aTableAndACountOfRuns() throws Exception {
    bench =
        Workbench.empty(folder)
            .script(
                "V1__one.sql",
                "CREATE TABLE orders (id int, amount int);",
                "CREATE TABLE runs (n int);");
  }

  @Test
  void functionsConstraintsAndPoliciesAreAppliedAgainWhenTheirScriptChanges() throws Exception {
    bench.script("R__rules.sql", rules("amount > 0", "1", "true"));
    bench.apply("first");
    assertThat(bench.apply("second").getAppliedCount()).isZero();
    bench.script("R__rules.sql", rules("amount > 10", "2", "false"));

    MigrationSucceeded applied = bench.apply("third");

    assertThat(appliedNow(applied)).containsExactly("R__rules.sql");
    assertThat(states(applied))
        .containsExactly("V1__one.sql applied", "R__rules.sql outdated", "R__rules.sql applied");
    assertThat(bench.value("SELECT answer()")).isEqualTo("2");
    assertThat(bench.value("SELECT qual FROM pg_policies WHERE policyname = 'own'"))
        .isEqualTo("false");
    assertThat(
            bench.value(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'positive'"))
        .contains("10");
  }

  @Test
  void afterMigrateRunsAfterARunThatAppliedSomethingAndOnlyThen() throws Exception {
    bench.script("afterMigrate__count.sql", "INSERT INTO runs VALUES (1);");

    MigrationSucceeded first = bench.apply("first");

    assertThat(states(first))
        .containsExactly("V1__one.sql applied", "afterMigrate__count.sql after-migrate");
    assertThat(first.getAppliedCount()).isEqualTo(1);
    assertThat(states(bench.apply("second"))).containsExactly("V1__one.sql applied");
    assertThat(states(bench.status())).containsExactly("V1__one.sql applied");
    assertThat(runs()).isEqualTo("1");
    bench.script("V2__two.sql", "SELECT 1;");
    assertThat(appliedNow(bench.apply("third")))
        .containsExactly("V2__two.sql", "afterMigrate__count.sql");
    assertThat(runs()).isEqualTo("2");
    assertThat(bench.value(COMMENT)).isNull();
  }

  @Test
  void anAfterMigrateThatFailedRunsAtTheNextApplyThoughNothingIsPending() throws Exception {
    bench.script("V2__two.sql", "SELECT 1;").script("afterMigrate.sql", "SELECT * FROM nowhere;");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("afterMigrate.sql", "nowhere");
    assertThat(failure.remedy()).contains("request the migration again");
    assertThat(states(bench.status()))
        .containsExactly(
            "V1__one.sql applied", "V2__two.sql applied", "afterMigrate.sql after-migrate-due");
    bench.script("afterMigrate.sql", "INSERT INTO runs VALUES (1);");
    assertThat(appliedNow(bench.apply("second"))).containsExactly("afterMigrate.sql");
    assertThat(runs()).isEqualTo("1");
    assertThat(bench.apply("third").getMigrations()).hasSize(2);
    assertThat(runs()).isEqualTo("1");
  }

  @Test
  void anAfterMigrateWhoseConnectionWasLostIsRunByTheNextAttempt() throws Exception {
    bench.script("afterMigrate.sql", "SELECT pg_terminate_backend(pg_backend_pid());");
    OperationFailure failure = failureOfApply();
    bench.script("afterMigrate.sql", "INSERT INTO runs VALUES (1);");

    MigrationSucceeded applied = bench.apply("failing");

    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_UNREACHABLE);
    assertThat(appliedNow(applied)).containsExactly("V1__one.sql", "afterMigrate.sql");
    assertThat(applied.getAppliedCount()).isEqualTo(1);
    assertThat(runs()).isEqualTo("1");
  }

  @Test
  void aCommentOfTheHistoryTableIsKept() throws Exception {
    bench.apply("first");
    bench.sql("COMMENT ON TABLE flyway_schema_history IS 'ours, ask ann'");
    bench.script("V2__two.sql", "SELECT 1;").script("afterMigrate.sql", "SELECT 1 / 0;");
    assertThat(failureOfApply().message()).contains("afterMigrate.sql", "division by zero");
    assertThat(bench.value(COMMENT)).isEqualTo("ours, ask ann\ndrover: afterMigrate is due");
    bench.script("afterMigrate.sql", "SELECT 1;");
    bench.apply("third");

    assertThat(bench.value(COMMENT)).isEqualTo("ours, ask ann");
  }

  private OperationFailure failureOfApply() {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply("failing"));
  }

  private String runs() throws Exception {
    return bench.value("SELECT count(*) FROM runs");
  }

  private static String[] rules(String check, String answer, String using) {
    return new String[] {
      "ALTER TABLE orders DROP CONSTRAINT IF EXISTS positive;",
      "ALTER TABLE orders ADD CONSTRAINT positive CHECK (" + check + ");",
      "CREATE OR REPLACE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT " + answer + "';",
      "DROP POLICY IF EXISTS own ON orders;",
      "CREATE POLICY own ON orders USING (" + using + ");"
    };
  }
}
