package io.drover.monitor.probe.check;

import static io.drover.service.target.CheckName.ANALYZE_AGE;
import static io.drover.service.target.CheckName.DEAD_TUPLES;
import static io.drover.service.target.CheckName.DISABLED_TRIGGERS;
import static io.drover.service.target.CheckName.NOT_VALID_CONSTRAINTS;
import static io.drover.service.target.CheckName.SEQUENCE_EXHAUSTION;
import static io.drover.service.target.CheckName.SIZE;
import static io.drover.service.target.CheckName.SLOW_STATEMENTS;
import static io.drover.service.target.CheckName.VACUUM_AGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.TestStack;
import io.drover.schemas.HealthCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TableChecksTest {
  private static final String AT_ONCE = "{ warning: 1ms }";
  private static final Bench BENCH = Bench.open(TestStack.postgres());

  @AfterAll
  static void close() throws Exception {
    BENCH.close();
  }

  @Test
  void aDatabaseThatHasGrownIsToldWithItsLargestTables() throws Exception {
    HealthCheck raised = BENCH.look(SIZE, "{ warning: 1 MB, critical: 1 TB }");

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getDetail()).contains("pg_catalog.pg_proc, about ");
    assertThat(raised.getMessage()).matches("The database has [0-9.]+ MB\\.");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(SIZE).getStatus()).isEqualTo("ok");
  }

  @Test
  void deadRowsAreToldUntilTheTableIsVacuumed() throws Exception {
    BENCH.sql(
        "CREATE TABLE \"left; over\" (id int) WITH (autovacuum_enabled = false)",
        "INSERT INTO \"left; over\" SELECT generate_series(1, 12000)",
        "DELETE FROM \"left; over\"");

    HealthCheck raised = BENCH.lookUntil(DEAD_TUPLES, "", "warning");
    HealthCheck old = BENCH.look(VACUUM_AGE, AT_ONCE);

    assertThat(raised.getDetail()).isEqualTo("public.\"left; over\", 12000 dead rows");
    assertThat(raised.getValue()).isEqualTo(100);
    assertThat(old.getStatus()).isEqualTo("warning");
    assertThat(old.getDetail()).isEqualTo("public.\"left; over\", vacuumed never");
    assertThat(BENCH.look(VACUUM_AGE).getStatus()).isEqualTo("ok");
    BENCH.sql(old.getRemedy());
    assertThat(BENCH.lookUntil(DEAD_TUPLES, "", "ok").getValue()).isZero();
    assertThat(BENCH.lookUntil(VACUUM_AGE, AT_ONCE, "ok").getDetail()).isEmpty();
  }

  @Test
  void aChangedTableWaitsForAnAnalyze() throws Exception {
    BENCH.sql(
        "CREATE TABLE fresh (id int) WITH (autovacuum_enabled = false)",
        "INSERT INTO fresh SELECT generate_series(1, 2000)");

    HealthCheck raised =
        BENCH.lookUntil(ANALYZE_AGE, AT_ONCE, check -> check.getDetail().contains("public.fresh"));

    assertThat(raised.getStatus()).isEqualTo("warning");
    BENCH.sql("ANALYZE fresh");
    assertThat(
            BENCH
                .lookUntil(
                    ANALYZE_AGE, AT_ONCE, check -> !check.getDetail().contains("public.fresh"))
                .getRemedy())
        .doesNotContain("fresh");
    BENCH.sql("DROP TABLE fresh");
  }

  @Test
  void aConstraintThatWasNeverValidatedIsToldAndWarnsOnlyWhereItIsAskedTo() throws Exception {
    BENCH.sql(
        "CREATE TABLE prices (cents int)",
        "ALTER TABLE prices ADD CONSTRAINT positive CHECK (cents > 0) NOT VALID");

    HealthCheck told = BENCH.look(NOT_VALID_CONSTRAINTS);
    HealthCheck raised = BENCH.look(NOT_VALID_CONSTRAINTS, "{ warning: 1 }");

    assertThat(told.getStatus()).isEqualTo("ok");
    assertThat(told.getValue()).isEqualTo(1);
    assertThat(told.getDetail()).isEqualTo("public.prices, positive");
    assertThat(raised.getStatus()).isEqualTo("warning");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(NOT_VALID_CONSTRAINTS, "{ warning: 1 }").getStatus()).isEqualTo("ok");
  }

  @Test
  void aDisabledTriggerIsToldUntilItIsEnabled() throws Exception {
    BENCH.sql(
        "CREATE TABLE audited (id int)",
        "CREATE TRIGGER \"no one\" BEFORE UPDATE ON audited FOR EACH ROW EXECUTE FUNCTION"
            + " suppress_redundant_updates_trigger()",
        "ALTER TABLE audited DISABLE TRIGGER \"no one\"");

    HealthCheck raised = BENCH.look(DISABLED_TRIGGERS);

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getRemedy())
        .isEqualTo("ALTER TABLE public.audited ENABLE TRIGGER \"no one\";");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(DISABLED_TRIGGERS).getMessage()).isEqualTo("No trigger is disabled.");
  }

  @Test
  void aSequenceEndsWhereItsColumnDoes() throws Exception {
    BENCH.sql(
        "CREATE SEQUENCE wide",
        "CREATE TABLE narrow (id smallint DEFAULT nextval('wide'))",
        "ALTER SEQUENCE wide OWNED BY narrow.id",
        "SELECT setval('wide', 30000)");

    HealthCheck warning = BENCH.look(SEQUENCE_EXHAUSTION);
    BENCH.sql("SELECT setval('wide', 32000)");
    HealthCheck critical = BENCH.look(SEQUENCE_EXHAUSTION);
    BENCH.sql("ALTER TABLE narrow ALTER id TYPE bigint");

    assertThat(warning.getStatus()).isEqualTo("warning");
    assertThat(critical.getStatus()).isEqualTo("critical");
    assertThat(critical.getDetail()).isEqualTo("public.wide, at 32000 of 32767");
    assertThat(BENCH.look(SEQUENCE_EXHAUSTION).getStatus()).isEqualTo("ok");
  }

  @Test
  void aSequenceThatMayNotBeReadIsNotCalledFine() throws Exception {
    try (Bench bench = new Bench(TestStack.postgres(), Roles.unprivileged("sequence_looker"))) {
      bench.sql("CREATE SEQUENCE hidden");

      HealthCheck check = bench.look(SEQUENCE_EXHAUSTION);

      assertThat(check.getStatus()).isEqualTo("skipped");
      assertThat(check.getRemedy()).isEqualTo("GRANT pg_read_all_data TO \"sequence_looker\";");
      bench.sql(check.getRemedy());
      assertThat(bench.look(SEQUENCE_EXHAUSTION).getStatus()).isEqualTo("ok");
    }
  }

  @Test
  void aMissingExtensionIsSkippedWithTheCommandThatMakesIt() throws Exception {
    HealthCheck missing = BENCH.look(SLOW_STATEMENTS);
    BENCH.sql(missing.getRemedy());
    HealthCheck notLoaded = BENCH.look(SLOW_STATEMENTS);

    assertThat(missing.getStatus()).isEqualTo("skipped");
    assertThat(missing.getRemedy()).isEqualTo("CREATE EXTENSION pg_stat_statements;");
    assertThat(notLoaded.getStatus()).isEqualTo("skipped");
    assertThat(notLoaded.getRemedy())
        .isEqualTo("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements';");
  }

  @Test
  void functionsOfTheDatabasesOwnerAreNotRun() throws Exception {
    String searched = "ALTER DATABASE " + Sql.identifier(BENCH.database());
    BENCH.sql(
        "CREATE SCHEMA trap",
        "CREATE FUNCTION trap.pg_database_size(name) RETURNS bigint LANGUAGE sql AS 'SELECT"
            + " 1::bigint / 0'",
        searched + " SET search_path = trap, pg_catalog");

    assertThat(BENCH.look(SIZE).getStatus()).isEqualTo("ok");
    BENCH.sql(searched + " RESET search_path");
  }
}
