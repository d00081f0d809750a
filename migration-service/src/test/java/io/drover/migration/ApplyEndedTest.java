package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.MigrationSucceeded;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyEndedTest {
  private static final String SLEEPERS =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND query LIKE 'SELECT pg_sleep%'";

  @TempDir Path folder;

  @Test
  void whatAnEndedAttemptAppliedIsStillTheOperations() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__two.sql", "CREATE TABLE two (id int);")
            .script("V3__three.sql", "CREATE TABLE three (id int);");
    LiveAttempt first = bench.attempt("again", "APPLY", null);
    first.when("migration-applied", first::end);
    assertThatThrownBy(() -> bench.handle(first)).isInstanceOf(InterruptedException.class);
    assertThat(bench.status().getPendingCount()).isEqualTo(2);

    MigrationSucceeded applied = bench.apply("again");

    assertThat(appliedNow(applied)).containsExactly("V1__one.sql", "V2__two.sql", "V3__three.sql");
    assertThat(appliedNow(bench.apply("another"))).isEmpty();
  }

  @Test
  void anAttemptThatEndsInAScriptLeavesNothingOfIt() throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    LiveAttempt attempt = bench.attempt("cancelled", "APPLY", null);
    attempt.when("migration-run", attempt::end);

    assertThatThrownBy(() -> bench.handle(attempt)).isInstanceOf(InterruptedException.class);

    assertThat(bench.value("SELECT to_regclass('one')")).isNull();
    assertThat(bench.status().getPendingCount()).isEqualTo(1);
  }

  @Test
  void aCancelInTheMiddleOfAStatementWinsOverFlywaysException() throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__slow.sql", "SELECT pg_sleep(19);");
    LiveAttempt attempt = bench.attempt("cancelled", "APPLY", null);
    attempt.when(
        "before-apply",
        () ->
            Thread.startVirtualThread(
                () -> {
                  await()
                      .atMost(Duration.ofSeconds(60))
                      .until(() -> bench.value(SLEEPERS).equals("1"));
                  attempt.end();
                }));

    assertThatThrownBy(() -> bench.handle(attempt)).isInstanceOf(InterruptedException.class);
  }
}
