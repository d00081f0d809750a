package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that are marked as applied and never run. */
@Timeout(60)
class BaselineTest {
  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aFilledDatabaseWithoutHistory() throws Exception {
    bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__two.sql", "CREATE TABLE two (id int);")
            .script("V10__ten.sql", "CREATE TABLE ten (id int);");
    bench.sql("CREATE TABLE one (id int); CREATE TABLE two (id int)");
  }

  @Test
  void whatIsThereIsMarkedAndTheRestIsApplied() throws Exception {
    MigrationSucceeded marked = bench.answer(baseline("mark").setVersion("2"));

    assertThat(scripts(marked)).containsExactly("V1__one.sql", "V2__two.sql");
    assertThat(marked.getChanges()).allMatch(each -> each.getChange().equals("baselined"));
    assertThat(marked.getCurrentVersion()).isEqualTo("2");
    assertThat(bench.apply("next").getAppliedCount()).isEqualTo(1);
    assertThat(bench.value("SELECT to_regclass('ten')")).isNotNull();
  }

  @Test
  void withoutAVersionEverythingOfTheFoldersIsMarked() throws Exception {
    MigrationSucceeded marked = bench.answer(baseline("mark"));

    assertThat(scripts(marked)).containsExactly("V1__one.sql", "V2__two.sql", "V10__ten.sql");
    assertThat(bench.status().getPendingCount()).isZero();
  }

  @Test
  void aTrialTellsTheSameAndLeavesNothing() throws Exception {
    MigrationSucceeded told = bench.answer(baseline("mark").setDryRun(true));

    assertThat(told.getDryRun()).isTrue();
    assertThat(scripts(told)).hasSize(3);
    assertThat(bench.value("SELECT to_regclass('flyway_schema_history')")).isNull();
  }

  @Test
  void theSameAgainChangesNothingAndAnotherIsRefusedWithAWayOut() throws Exception {
    bench.answer(baseline("mark").setVersion("2"));

    MigrationSucceeded again = bench.answer(baseline("again").setVersion("2.0"));
    OperationFailure other = failure(baseline("other").setVersion("1"));

    assertThat(again.getChanges()).isEmpty();
    assertThat(other.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(other.message()).contains("baseline 2");
    bench.sql(
        other.remedy().replaceAll("PGPASSWORD=.* psql .* -c '(.*)'", "$1").replace("'\\''", "'"));
    assertThat(scripts(bench.answer(baseline("anew").setVersion("1"))))
        .containsExactly("V1__one.sql");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock-held", "baseline-made"})
  void anAttemptThatWasKilledIsGoneOnWith(String step) throws Exception {
    LiveAttempt killed = bench.attempt(baseline("mark").build(), null);
    killed.when(step, killed::end);
    assertThatThrownBy(() -> bench.handle(killed)).isInstanceOf(InterruptedException.class);

    assertThat(scripts(bench.answer(baseline("mark")))).hasSize(3);
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");
  }

  @Test
  void aDatabaseWithAppliedMigrationsIsNotBaselined() throws Exception {
    bench.sql("DROP TABLE one; DROP TABLE two");
    bench.apply("first");

    OperationFailure failure = failure(baseline("mark"));

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("V1__one.sql has been applied");
  }

  @Test
  void aVersionAboveAllScriptsWouldHideThoseThatCome() {
    assertThat(failure(baseline("mark").setVersion("11")).message()).contains("version 11");
    assertThat(failure(baseline("mark").setVersion("newest")).message()).contains("newest");
  }

  @Test
  void aVersionBetweenTwoScriptsAndNoneAtAllAreFine() throws Exception {
    assertThat(scripts(bench.answer(baseline("trial").setVersion("5").setDryRun(true))))
        .containsExactly("V1__one.sql", "V2__two.sql");

    bench.answer(baseline("mark").setVersion("0"));

    assertThat(bench.status().getPendingCount()).isEqualTo(3);
  }

  @Test
  void anEmptyHistoryThatAFailedRunHasLeftIsNoHindrance() throws Exception {
    bench.sql("DROP TABLE one; DROP TABLE two");
    bench.script("V1__one.sql", "SELECT 1 / 0;");
    assertThatThrownBy(() -> bench.apply("fails")).isInstanceOf(OperationFailure.class);
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("0");

    assertThat(scripts(bench.answer(baseline("mark").setVersion("1")))).hasSize(1);

    assertThat(bench.apply("next").getCurrentVersion()).isEqualTo("10");
  }

  @Test
  void oneOfSeveralNamespacesIsNamed() throws Exception {
    bench.namespaces(namespace("core"), namespace("shop"));

    OperationFailure unnamed = failure(baseline("mark"));
    bench.answer(baseline("mark").setNamespace("shop").setVersion("1"));

    assertThat(unnamed.remedy()).contains("--namespace: core, shop");
    assertThat(failure(baseline("away").setNamespace("audit")).message()).contains("audit");
    assertThat(bench.value("SELECT version FROM shop.history WHERE type = 'BASELINE'"))
        .isEqualTo("1");
    assertThat(bench.value("SELECT to_regclass('core.history')")).isNull();
  }

  private MigrationNamespace namespace(String name) {
    MigrationNamespace one =
        MigrationNamespace.of(List.of(folder.toString()), List.of(name), "history", null);
    return new MigrationNamespace(
        name, one.schemas(), one.table(), one.locations(), null, false, null, one.placeholders());
  }

  private MigrateRequested.Builder baseline(String operation) {
    return bench.request(operation, "BASELINE");
  }

  private OperationFailure failure(MigrateRequested.Builder request) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.answer(request));
  }

  private static List<String> scripts(MigrationSucceeded answer) {
    return answer.getChanges().stream().map(HistoryChange::getScript).toList();
  }
}
