package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories that no longer fit their scripts. */
@Timeout(60)
class RepairTest {
  private static final String ROWS =
      "SELECT string_agg(script || ' ' || type || ' ' || success, ', ' ORDER BY installed_rank)"
          + " FROM flyway_schema_history";

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void threeMigrations() throws Exception {
    bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__two.sql", "CREATE TABLE two (id int);")
            .script("V3__three.sql", "CREATE TABLE three (id int);");
    bench.apply("first");
  }

  @Test
  void anEditedScriptIsNamedWithBothChecksumsAndThenFits() throws Exception {
    String old = bench.value("SELECT checksum FROM flyway_schema_history WHERE version = '2'");
    bench.script("V2__two.sql", "CREATE TABLE two (id int); -- said better");

    MigrationSucceeded told = bench.answer(repair("trial").setDryRun(true));

    assertThat(changes(told)).containsExactly("V2__two.sql checksum-aligned");
    assertThat(told.getChanges().getFirst().getDetail()).contains("checksum " + old + " → ");
    assertThat(failsToApply()).isEqualTo(FailureCode.MIGRATION_CHECKSUM_MISMATCH);

    assertThat(changes(bench.answer(repair("mend").setPlanDigest(digest(told)))))
        .isEqualTo(changes(told));
    assertThat(bench.apply("next").getPendingCount()).isZero();
  }

  @Test
  void aLostScriptIsMarkedAsDeletedOnlyWhereThatStoodInTheList() throws Exception {
    bench.script("V2__two.sql", "CREATE TABLE two (id int); -- said better");
    MigrationSucceeded told = bench.answer(repair("trial").setDryRun(true));
    bench.without("V1__one.sql");

    OperationFailure failure =
        catchThrowableOfType(
            OperationFailure.class, () -> bench.answer(repair("mend").setPlanDigest(digest(told))));
    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_CHANGED_SINCE_PLAN);
    assertThat(bench.value(ROWS)).doesNotContain("DELETE");

    MigrationSucceeded anew = bench.answer(repair("trial").setDryRun(true));
    assertThat(changes(anew))
        .containsExactly("V1__one.sql marked-deleted", "V2__two.sql checksum-aligned");
    bench.answer(repair("anew").setPlanDigest(digest(anew)));
    assertThat(bench.value(ROWS)).contains("V1__one.sql DELETE true");
    assertThat(bench.apply("next").getPendingCount()).isZero();
  }

  @Test
  void aScriptInTheMiddleBeginsAnewAndTheListSaysSo() throws Exception {
    bench.script(
        "V4__index.sql",
        "INSERT INTO one VALUES (1);",
        "CREATE INDEX CONCURRENTLY one_id ON one (id);",
        "SELECT 1 / 0;");
    assertThat(failsToApply()).isEqualTo(FailureCode.MIGRATION_FAILED);

    MigrationSucceeded told = bench.answer(repair("mend"));

    assertThat(changes(told))
        .containsExactly("V4__index.sql failure-removed", "V4__index.sql mark-removed");
    assertThat(told.getChanges().getFirst().getDetail())
        .contains("stay done", "begins at its first one: undo them before");
    bench.sql("DROP INDEX one_id");
    bench.script(
        "V4__index.sql",
        "INSERT INTO one VALUES (1);",
        "CREATE INDEX CONCURRENTLY one_id ON one (id);");
    assertThat(bench.apply("next").getCurrentVersion()).isEqualTo("4");
    assertThat(bench.value("SELECT count(*) FROM one")).isEqualTo("2");
  }

  @Test
  void aScriptInTheMiddleWhoseFileIsGoneIsForgotten() throws Exception {
    bench.script("V4__index.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);", "VACUUM one;");
    LiveAttempt killed = bench.attempt("killed", "APPLY", null);
    killed.when("step-done", killed::end);
    assertThatThrownBy(() -> bench.handle(killed)).isInstanceOf(InterruptedException.class);
    assertThat(changes(bench.answer(repair("trial").setDryRun(true)))).isEmpty();
    bench.without("V4__index.sql");
    assertThat(failsToApply()).isEqualTo(FailureCode.MIGRATION_FAILED);

    assertThat(changes(bench.answer(repair("mend")))).containsExactly("V4__index.sql mark-removed");

    assertThat(bench.apply("next").getPendingCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"repair-noted", "history-repaired", "repaired"})
  void whatAKilledAttemptHasChangedIsToldByTheNextOne(String step) throws Exception {
    bench.script("V4__index.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);", "SELECT 1 / 0;");
    assertThat(failsToApply()).isEqualTo(FailureCode.MIGRATION_FAILED);
    MigrationSucceeded told = bench.answer(repair("trial").setDryRun(true));
    MigrateRequested.Builder request = repair("killed").setPlanDigest(digest(told));
    LiveAttempt killed = bench.attempt(request.build(), null);
    killed.when(step, killed::end);
    assertThatThrownBy(() -> bench.handle(killed)).isInstanceOf(InterruptedException.class);

    assertThat(changes(bench.answer(request))).isEqualTo(changes(told)).hasSize(2);
    assertThat(bench.value(ROWS)).doesNotContain("false");
  }

  @Test
  void nothingToRepairIsNoFailure() throws Exception {
    assertThat(bench.answer(repair("mend")).getChanges()).isEmpty();
  }

  private String failsToApply() {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply("fails")).code();
  }

  /** Operations are told apart by their id in the state that all tests share. */
  private MigrateRequested.Builder repair(String operation) {
    return bench.request(operation + "-" + bench.database(), "REPAIR");
  }

  private static String digest(MigrationSucceeded told) {
    return Objects.requireNonNull(told.getPlan()).getDigest();
  }

  private static List<String> changes(MigrationSucceeded answer) {
    return answer.getChanges().stream()
        .map(each -> each.getScript() + " " + each.getChange())
        .toList();
  }
}
