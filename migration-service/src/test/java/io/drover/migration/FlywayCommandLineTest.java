package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flyway's own command line reads what Drover leaves, and agrees. */
@Timeout(180)
class FlywayCommandLineTest {
  @TempDir Path folder;

  @Test
  void whatWasAppliedInEveryWayIsAppliedForIt() throws Exception {
    Workbench bench = migrated();
    var flyway = new FlywayCommandLine(bench, folder);

    assertThat(flyway.info())
        .containsExactlyInAnyOrder(
            "V1__one.sql Success", "V2__index.sql Success", "R__view.sql Success");
    assertThat(flyway.validates()).isTrue();
  }

  @Test
  void whatWasUndoneIsPendingForItAndAnEditedScriptIsNot() throws Exception {
    Workbench bench = migrated();
    var flyway = new FlywayCommandLine(bench, folder);
    bench.answer(bench.request("back", "ROLLBACK"));

    assertThat(flyway.info()).contains("V1__one.sql Success", "V2__index.sql Pending");

    bench.apply("again");
    assertThat(flyway.validates()).isTrue();
    bench.script("V1__one.sql", "CREATE TABLE one (id int); -- said better");
    assertThat(flyway.validates()).isFalse();
    bench.answer(bench.request("mend-" + bench.database(), "REPAIR"));
    assertThat(flyway.validates()).isTrue();
  }

  @Test
  void aBaselineIsItsOwn() throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.sql("CREATE TABLE one (id int)");
    bench.answer(bench.request("mark", "BASELINE"));
    bench.script("V2__two.sql", "CREATE TABLE two (id int);");
    bench.apply("next");
    var flyway = new FlywayCommandLine(bench, folder);

    assertThat(flyway.info())
        .containsExactlyInAnyOrder(
            "V1__one.sql Ignored (Baseline)",
            "<< Flyway Baseline >> Baseline",
            "V2__two.sql Success");
    assertThat(flyway.validates()).isTrue();
  }

  private Workbench migrated() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script(
                "V2__index.sql",
                "INSERT INTO one VALUES (1);",
                "CREATE INDEX CONCURRENTLY one_id ON one (id);",
                "VACUUM one;")
            .script("U2__index.sql", "DROP INDEX one_id;")
            .script("R__view.sql", "CREATE OR REPLACE VIEW every AS SELECT * FROM one;");
    bench.apply("first");
    return bench;
  }
}
