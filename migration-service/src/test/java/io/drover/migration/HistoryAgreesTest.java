package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Flyway that knows nothing of Drover reads what Drover leaves. */
@Timeout(60)
class HistoryAgreesTest {
  @TempDir Path folder;

  @Test
  void flywayFindsEverythingAppliedAsItWouldHaveDoneItself() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script(
                "V2__mixed.sql",
                "INSERT INTO one VALUES (1);",
                "CREATE INDEX CONCURRENTLY one_id ON one (id);")
            .script("V3__reindex.sql", "REINDEX TABLE CONCURRENTLY one;")
            .script("V4__copy.sql", "COPY one FROM STDIN;", "2", "3", "\\.")
            .script(
                "R__view.sql",
                "CREATE OR REPLACE VIEW ${flyway:defaultSchema}.seen AS",
                "SELECT '${flyway:user} ${flyway:table} ${flyway:filename}' AS who;");

    assertThat(appliedNow(bench.apply("first"))).hasSize(5);

    Flyway plain = plain(bench);
    assertThat(plain.validateWithResult().validationSuccessful).isTrue();
    assertThat(plain.info().pending()).isEmpty();
    assertThat(Arrays.stream(plain.info().all()).map(MigrationInfo::getState).distinct())
        .extracting(Enum::name)
        .isEqualTo(List.of("SUCCESS"));
    assertThat(plain.migrate().migrationsExecuted).isZero();
    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo("3");
    assertThat(bench.value("SELECT who FROM seen"))
        .isEqualTo(bench.server().superuser() + " flyway_schema_history R__view.sql");
  }

  @Test
  void flywayAppliesNothingOfAScriptThatStandsInTheMiddle() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__rows.sql", "INSERT INTO one VALUES (1);", "VACUUM nope;");
    assertThatThrownBy(() -> bench.apply("first")).isInstanceOf(OperationFailure.class);

    assertThat(plain(bench).validateWithResult().validationSuccessful).isFalse();

    bench.sql("CREATE TABLE nope ()");
    bench.apply("second");
    assertThat(plain(bench).validateWithResult().validationSuccessful).isTrue();
    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo("1");
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
        .isEqualTo("0");
  }

  @Test
  void aBaselineScriptIsStillApplied() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("B2__both.sql", "CREATE TABLE one (id int);", "VACUUM one;")
            .script("V3__three.sql", "CREATE TABLE three (id int);");

    bench.apply("first");

    assertThat(
            bench.value(
                "SELECT to_regclass('one') IS NOT NULL AND to_regclass('three') IS NOT NULL"))
        .isEqualTo("t");
    assertThat(plain(bench).validateWithResult().validationSuccessful).isTrue();
  }

  private Flyway plain(Workbench bench) {
    return Flyway.configure()
        .loggers("slf4j")
        .dataSource(
            bench.server().jdbcUrl(bench.database()),
            bench.server().superuser(),
            bench.server().password())
        .locations("filesystem:" + folder)
        .mixed(true)
        .load();
  }
}
