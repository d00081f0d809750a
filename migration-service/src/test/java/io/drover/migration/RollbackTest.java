package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationFinding;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.PlannedStatement;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.MigrationReview;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that are taken back by their undo scripts. */
@Timeout(60)
class RollbackTest {
  private static final String VERSIONS =
      "SELECT string_agg(version, ',' ORDER BY installed_rank) FROM flyway_schema_history";

  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void threeMigrationsWithUndoScripts() throws Exception {
    bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__two.sql", "CREATE TABLE two (id int);")
            .script("V3__three.sql", "CREATE TABLE three (id int);", "INSERT INTO two VALUES (3);")
            .script("R__view.sql", "CREATE OR REPLACE VIEW every AS SELECT * FROM one;")
            .script("U1__one.sql", "DROP VIEW every;", "DROP TABLE one;")
            .script("rollbacks/V2__two.sql", "DROP TABLE two;")
            .script("U3__three.sql", "DELETE FROM two WHERE id = 3;", "DROP TABLE three;");
    bench.apply("first");
  }

  @Test
  void theNewestVersionAloneIsTakenBackAndIsPendingAgain() throws Exception {
    MigrationSucceeded undone = bench.answer(rollback("back"));

    assertThat(scripts(undone)).containsExactly("V3__three.sql");
    assertThat(undone.getChanges().getFirst().getDetail()).contains("by U3__three.sql");
    assertThat(undone.getCurrentVersion()).isEqualTo("2");
    assertThat(undone.getPendingCount()).isEqualTo(1);
    assertThat(bench.value("SELECT to_regclass('three')")).isNull();
    assertThat(bench.apply("again").getCurrentVersion()).isEqualTo("3");
  }

  @Test
  void everythingAboveAVersionIsTakenBackNewestFirst() throws Exception {
    MigrationSucceeded undone = bench.answer(rollback("back").setVersion("1"));

    assertThat(scripts(undone)).containsExactly("V3__three.sql", "V2__two.sql");
    assertThat(undone.getChanges().getLast().getDetail()).contains("rollbacks/V2__two.sql");
    assertThat(bench.value(VERSIONS)).isEqualTo("1");
  }

  @Test
  void theVersionZeroTakesAllBackAndLeavesRepeatableScripts() throws Exception {
    assertThat(scripts(bench.answer(rollback("back").setVersion("0")))).hasSize(3);

    assertThat(bench.value(VERSIONS)).isNull();
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");
    assertThat(bench.value("SELECT to_regclass('one')")).isNull();
  }

  @Test
  void aTrialShowsStatementsFindingsAndTheDigestThatBinds() throws Exception {
    MigrationSucceeded told = bench.answer(rollback("trial").setVersion("1").setDryRun(true));

    MigrationPlan plan = Objects.requireNonNull(told.getPlan());
    assertThat(plan.getStatements())
        .extracting(PlannedStatement::getScript)
        .containsExactly("U3__three.sql", "U3__three.sql", "rollbacks/V2__two.sql");
    assertThat(plan.getFindings()).extracting(MigrationFinding::getRule).contains("TABLE_DROPPED");
    assertThat(plan.getBlockingCount()).isZero();
    assertThat(bench.value(VERSIONS)).isEqualTo("1,2,3");

    bench.script("U3__three.sql", "DROP TABLE three;");
    OperationFailure changed =
        failure(rollback("back").setVersion("1").setPlanDigest(plan.getDigest()));
    assertThat(changed.code()).isEqualTo(FailureCode.MIGRATION_CHANGED_SINCE_PLAN);
    bench.script("U3__three.sql", "DELETE FROM two WHERE id = 3;", "DROP TABLE three;");
    assertThat(failure(rollback("back").setPlanDigest(plan.getDigest())).code())
        .isEqualTo(FailureCode.MIGRATION_CHANGED_SINCE_PLAN);
    assertThat(
            scripts(bench.answer(rollback("back").setVersion("1").setPlanDigest(plan.getDigest()))))
        .hasSize(2);
  }

  @Test
  void thePolicyMayAskForThePlan() {
    bench.review(new MigrationReview(true, Map.of()));

    assertThat(failure(rollback("back")).code()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(failure(rollback("back")).remedy()).contains("--rollback --dry-run");
  }

  @Test
  void aRuleThatBlocksIsHeldAgainstUndoScriptsButDroppingIsWhatTheyAreFor() throws Exception {
    bench.review(new MigrationReview(false, Map.of("TABLE_DROPPED", "block")));
    bench.script("U3__three.sql", "DROP TABLE three CASCADE;");

    assertThat(failure(rollback("back")).code()).isEqualTo(FailureCode.MIGRATION_UNSAFE);

    bench.script(
        "U3__three.sql",
        "-- drover:allow DROP_CASCADES because views go too",
        "DROP TABLE three CASCADE;");
    assertThat(scripts(bench.answer(rollback("back")))).hasSize(1);
  }

  @Test
  void allMissingUndoScriptsAreNamedAsTheyShouldBe() throws Exception {
    bench.without("U3__three.sql").without("U1__one.sql");

    OperationFailure failure = failure(rollback("back").setVersion("0"));

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("U3__three.sql, U1__one.sql").doesNotContain("two");
    assertThat(bench.value(VERSIONS)).isEqualTo("1,2,3");
  }

  @Test
  void twoUndoScriptsOfOneVersionAreRefused() throws Exception {
    bench.script("rollbacks/U3__another.sql", "DROP TABLE three;");

    assertThat(failure(rollback("back")).message())
        .contains("rollbacks/U3__another.sql", "U3__three.sql");
  }

  @Test
  void aFailureLeavesEverythingAsItWas() throws Exception {
    bench.script("rollbacks/V2__two.sql", "DROP TABLE two;", "SELECT 1 / 0;");

    OperationFailure failure = failure(rollback("back").setVersion("1"));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("rollbacks/V2__two.sql failed at line 2");
    assertThat(failure.remedy()).startsWith("Nothing was undone.");
    assertThat(bench.value("SELECT to_regclass('three')")).isNotNull();
    assertThat(bench.value(VERSIONS)).isEqualTo("1,2,3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP INDEX CONCURRENTLY one_id;",
        "COMMIT;",
        "VACUUM one;",
        "BEGIN; DROP TABLE three;"
      })
  void whatNoTransactionCanHoldIsRefusedBeforeAnythingRuns(String statement) throws Exception {
    bench.script("U3__three.sql", statement);

    OperationFailure failure = failure(rollback("back"));

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("The undo script U3__three.sql at line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before-undo", "undo-run", "undone"})
  void anAttemptThatWasKilledIsGoneOnWithAndNothingIsUndoneTwice(String step) throws Exception {
    MigrateRequested.Builder request = rollback("back");
    LiveAttempt killed = bench.attempt(request.build(), null);
    killed.when(step, killed::end);
    assertThatThrownBy(() -> bench.handle(killed)).isInstanceOf(InterruptedException.class);

    MigrationSucceeded told = bench.answer(request);

    assertThat(scripts(told)).containsExactly("V3__three.sql");
    assertThat(told.getChanges().getFirst().getVersion()).isEqualTo("3");
    assertThat(bench.value(VERSIONS)).isEqualTo("1,2");
    assertThat(scripts(bench.answer(rollback("another")))).containsExactly("V2__two.sql");
  }

  @Test
  void aReaderThatHoldsTheTableIsWaitedForInTries() throws Exception {
    try (OtherSession reader = OtherSession.holding(bench, "SELECT * FROM three")) {
      LiveAttempt attempt = bench.attempt(rollback("back").build(), null);
      attempt.when("lock-tried-again", reader::end);

      assertThat(scripts(Facts.fact(bench.handle(attempt)))).hasSize(1);
      assertThat(attempt.steps()).contains("lock-not-held", "lock-tried-again");
    }
    assertThat(bench.value("SELECT count(*) FROM two")).isEqualTo("0");
  }

  @Test
  void eachScriptBeginsWithASessionAsItWas() throws Exception {
    bench.sql("CREATE ROLE " + bench.database() + "_low");
    bench.script(
        "U3__three.sql",
        "DROP TABLE three;",
        "SET search_path = pg_catalog;",
        "SET ROLE " + bench.database() + "_low;");

    assertThat(scripts(bench.answer(rollback("back").setVersion("1")))).hasSize(2);

    bench.sql("DROP ROLE " + bench.database() + "_low");
  }

  @Test
  void aScriptOutsideTransactionsThatWasUndoneIsRunWholeAgain() throws Exception {
    bench
        .script("V4__index.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);", "VACUUM one;")
        .script("U4__index.sql", "DROP INDEX one_id;");
    bench.apply("index");

    bench.answer(rollback("back"));
    bench.apply("again");

    assertThat(bench.value("SELECT to_regclass('one_id')")).isNotNull();
  }

  @Test
  void whatWasAppliedOutOfOrderGoesFirst() throws Exception {
    bench
        .script("V2.5__between.sql", "CREATE TABLE between (id int);")
        .script("U2.5__between.sql", "DROP TABLE between;");
    bench.sql("CREATE TABLE between (id int)");
    bench.sql(
        "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success) VALUES (9, '2.5', 'between',"
            + " 'SQL', 'V2.5__between.sql', 0, 'someone', 1, true)");

    assertThat(scripts(bench.answer(rollback("back").setVersion("2"))))
        .containsExactly("V2.5__between.sql", "V3__three.sql");
  }

  @Test
  void aFailedMigrationIsDecidedAboutFirst() throws Exception {
    bench.script("V4__bad.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);", "SELECT 1 / 0;");
    assertThatThrownBy(() -> bench.apply("fails")).isInstanceOf(OperationFailure.class);

    OperationFailure failure = failure(rollback("back"));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.remedy()).contains("--repair --dry-run");
  }

  @Test
  void nothingBelowTheBaselineCanBeUndone() throws Exception {
    Workbench adopted = Workbench.empty(folder);
    adopted.answer(adopted.request("mark", "BASELINE").setVersion("2"));

    OperationFailure failure =
        catchThrowableOfType(
            OperationFailure.class,
            () -> adopted.answer(adopted.request("back", "ROLLBACK").setVersion("1")));

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("baseline 2");
  }

  @Test
  void aBackupComesFirstWhereThePolicySaysSo() throws Exception {
    bench.backupBefore();

    Outcome.AwaitChild outcome =
        (Outcome.AwaitChild) bench.handle(bench.attempt(rollback("back").build(), null));

    BackupRequested request = (BackupRequested) outcome.child().command().apply("child");
    assertThat(request.getReason()).isEqualTo("before rollback back");
    assertThat(request.getLabels()).containsEntry("drover.before-migrate", "back");
    assertThat(bench.value(VERSIONS)).isEqualTo("1,2,3");
    MigrationSucceeded undone =
        Facts.fact(
            bench.handle(bench.attempt(rollback("back").build(), BackupBeforeTest.succeeded())));
    assertThat(undone.getBackupId()).isEqualTo("backup-7");
    assertThat(scripts(undone)).hasSize(1);
  }

  private MigrateRequested.Builder rollback(String operation) {
    return bench.request(operation, "ROLLBACK");
  }

  private OperationFailure failure(MigrateRequested.Builder request) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.answer(request));
  }

  private static List<String> scripts(MigrationSucceeded answer) {
    return answer.getChanges().stream().map(HistoryChange::getScript).toList();
  }
}
