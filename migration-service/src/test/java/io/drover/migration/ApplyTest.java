package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static io.drover.migration.Facts.fact;
import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.localstack.sample.SampleDatabase;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {
  @TempDir Path folder;

  @Test
  void theSampleIsMigratedFromItsBaselineWithADurationForEachScript() throws Exception {
    Workbench bench = Workbench.named(SampleDatabase.copyMigrations(folder)).baseline("1");
    SampleDatabase.load(bench.server(), bench.database());
    LiveAttempt attempt = bench.attempt("first", "APPLY", null);

    MigrationSucceeded applied = fact(bench.handle(attempt));

    assertThat(states(applied))
        .containsExactly(
            "<< Flyway Baseline >> baseline",
            "V2__add_loyalty_points.sql applied",
            "V3__index_orders_by_customer.sql applied",
            "V4__customer_segments.sql applied",
            "R__top_customers_view.sql applied");
    assertThat(applied.getAppliedCount()).isEqualTo(4);
    assertThat(applied.getPendingCount()).isZero();
    assertThat(applied.getCurrentVersion()).isEqualTo("4");
    assertThat(applied.getBackupId()).isNull();
    assertThat(applied.getDurationMillis()).isPositive();
    assertThat(applied.getMigrations().subList(1, 5))
        .allSatisfy(
            m -> {
              assertThat(m.getAppliedNow()).isTrue();
              assertThat(m.getDurationMillis()).isNotNegative();
              assertThat(m.getInstalledBy()).isEqualTo(bench.server().superuser());
            });
    assertThat(attempt.steps())
        .containsSubsequence(
            "status-read", "lock-held", "before-apply", "migration-applied", "applied", "done")
        .filteredOn("migration-applied"::equals)
        .hasSize(4);
    assertThat(attempt.told()).startsWith("migrating", "0/4 migrations").endsWith("4/4 migrations");
    assertThat(attempt.connections()).allSatisfy(c -> assertThat(c.isClosed()).isTrue());
  }

  @Test
  void aSecondApplyDoesNothingAndTakesNoLock() throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.apply("first");
    LiveAttempt second = bench.attempt("second", "APPLY", null);

    MigrationSucceeded applied = fact(bench.handle(second));

    assertThat(applied.getAppliedCount()).isZero();
    assertThat(applied.getDurationMillis()).isZero();
    assertThat(states(applied)).containsExactly("V1__one.sql applied");
    assertThat(second.steps()).containsExactly("status-read", "done");
  }

  @Test
  void aFilledDatabaseWithoutHistoryAndBaselineIsRefusedAndLeftAlone() throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.sql("CREATE TABLE legacy (id int)");

    assertThatThrownBy(() -> bench.apply("first"))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
              assertThat(failure.remedy()).contains("baseline-version");
            });
    assertThat(bench.value("SELECT to_regclass('flyway_schema_history')")).isNull();
  }

  @Test
  void anEmptyDatabaseStartsAtTheFirstScriptThoughThePolicyNamesABaseline() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__two.sql", "CREATE TABLE two (id int);")
            .baseline("1");

    assertThat(appliedNow(bench.apply("first"))).containsExactly("V1__one.sql", "V2__two.sql");
  }

  @Test
  @Timeout(120)
  void anIndexIsBuiltConcurrentlyWhileAnotherSessionHasATransactionOpenElsewhere()
      throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);", "INSERT INTO one VALUES (1);");
    bench.apply("first");
    bench.script("V2__index.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);");
    bench.sql("CREATE SCHEMA elsewhere CREATE TABLE busy (id int)");

    try (Connection other = bench.server().connect(bench.database());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("INSERT INTO elsewhere.busy VALUES (1)");
      assertThat(bench.apply("second").getAppliedCount()).isEqualTo(1);
    }
    assertThat(bench.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_id'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void aScriptsOwnSettingTakesItOutOfTheTransaction() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int PRIMARY KEY);")
            .script("V2__index.sql", "REINDEX INDEX CONCURRENTLY one_pkey;")
            .script("V2__index.sql.conf", "executeInTransaction=false");

    assertThat(bench.apply("first").getAppliedCount()).isEqualTo(2);
  }

  @Test
  void eachScriptStartsWithTheLimitsOfThePolicyThoughAnEarlierOneChangedThem() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script(
                "V1__one.sql", "SET lock_timeout = 0;", "CREATE TABLE seen (name text, v text);")
            .script(
                "V2__two.sql",
                "INSERT INTO seen SELECT name, setting FROM pg_settings",
                "WHERE name IN ('lock_timeout', 'statement_timeout', 'application_name');");

    bench.apply("first");

    assertThat(bench.value("SELECT string_agg(v, ' ' ORDER BY name) FROM seen"))
        .isEqualTo("drover/migrate/first 300 20000");
  }
}
