package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationFinding;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.PlannedStatement;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationReview;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  @TempDir Path folder;

  private Workbench bench;

  @BeforeEach
  void threeScriptsOfWhichOneIsApplied() throws Exception {
    bench =
        Workbench.empty(folder)
            .script("V1__people.sql", "CREATE TABLE people (id bigint PRIMARY KEY, name text);");
    bench.apply("before");
    bench
        .script(
            "V2__email.sql",
            "ALTER TABLE people ADD email text;",
            "",
            "UPDATE people SET email = 'secret@example.org' WHERE id = 7;")
        .script("V3__index.sql", "CREATE INDEX CONCURRENTLY people_email ON people (email);");
  }

  @Test
  void aPlanNamesEachStatementAndChangesNothing() throws Exception {
    LiveAttempt attempt = bench.attempt("look", "PLAN", null);

    MigrationSucceeded planned = fact(bench.handle(attempt));

    MigrationPlan plan = plan(planned);
    assertThat(plan.getStatements())
        .extracting(PlannedStatement::getScript, PlannedStatement::getLine)
        .containsExactly(
            tuple("V2__email.sql", 1), tuple("V2__email.sql", 3), tuple("V3__index.sql", 1));
    assertThat(plan.getStatements())
        .extracting(PlannedStatement::getTransactional)
        .containsExactly(true, true, false);
    assertThat(plan.getStatements().get(1).getStatement())
        .isEqualTo("UPDATE people SET email = '…' WHERE id = 7");
    assertThat(plan.getStatementCount()).isEqualTo(3);
    assertThat(plan.getDigest()).matches("[0-9a-f]{64}").isEqualTo(digest());
    assertThat(plan.getReviewedAs()).startsWith("PostgreSQL ");
    assertThat(planned.getPendingCount()).isEqualTo(2);
    assertThat(planned.getAppliedCount()).isZero();
    assertThat(attempt.steps()).containsExactly("status-read", "planned", "done");
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");
  }

  @Test
  void exactlyThePlanIsApplied() throws Exception {
    String digest = digest();

    MigrationSucceeded applied = apply("release", digest);

    assertThat(appliedNow(applied)).containsExactly("V2__email.sql", "V3__index.sql");
    assertThat(plan(applied).getDigest()).isEqualTo(digest);
    refused(FailureCode.MIGRATION_CHANGED_SINCE_PLAN, () -> apply("release-again", digest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-- one comment more", "SELECT 1;", "", "/* drover */"})
  void aChangedByteOfAScriptMakesItAnotherPlan(String line) throws Exception {
    String digest = digest();
    bench.script(
        "V3__index.sql", "CREATE INDEX CONCURRENTLY people_email ON people (email);", line);

    refused(FailureCode.MIGRATION_CHANGED_SINCE_PLAN, () -> apply("release", digest));
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");
  }

  @Test
  void anotherScriptSettingCallbackOrHistoryMakesItAnotherPlan() throws Exception {
    String digest = digest();

    bench.script("V4__more.sql", "SELECT 1;");
    String withAnother = digest();
    assertThat(withAnother).isNotEqualTo(digest);
    bench.script("V4__more.sql.conf", "executeInTransaction=false");
    String withSetting = digest();
    assertThat(withSetting).isNotEqualTo(withAnother);
    bench.script("afterMigrate.sql", "SELECT 2;");
    assertThat(digest()).isNotEqualTo(withSetting);
    bench.sql("UPDATE flyway_schema_history SET checksum = NULL");
    String withHistory = digest();
    assertThat(withHistory).isNotEqualTo(withSetting);
    refused(FailureCode.MIGRATION_CHANGED_SINCE_PLAN, () -> apply("release", digest));
  }

  @Test
  void whatAnEndedAttemptAppliedIsStillPartOfThePlan() throws Exception {
    String digest = digest();
    LiveAttempt first = bench.attempt("release", "APPLY", null, digest);
    first.when("migration-applied", first::end);
    assertThatThrownBy(() -> bench.handle(first)).isInstanceOf(InterruptedException.class);
    assertThat(bench.status().getPendingCount()).isEqualTo(1);

    MigrationSucceeded applied = apply("release", digest);

    assertThat(appliedNow(applied)).containsExactly("V2__email.sql", "V3__index.sql");
    assertThat(plan(apply("release", digest)).getDigest()).isEqualTo(digest);
    refused(FailureCode.MIGRATION_CHANGED_SINCE_PLAN, () -> apply("another", digest));
  }

  @Test
  void whatWasLookedAtIsRunThoughTheFolderChangesMeanwhile() throws Exception {
    LiveAttempt attempt = bench.attempt("release", "APPLY", null, digest());
    attempt.when("lock-held", () -> bench.script("V2__email.sql", "DROP TABLE people;"));

    assertThat(appliedNow(fact(bench.handle(attempt)))).hasSize(2);

    assertThat(bench.value("SELECT count(*) FROM people")).isEqualTo("0");
  }

  @Test
  void whatIsBlockedIsNotAppliedUntilItIsAllowedWithAReason() throws Exception {
    bench.review(new MigrationReview(false, Map.of("DATA_CHANGE_WITHOUT_WHERE", "block")));
    bench.script("V4__all.sql", "UPDATE people SET name = 'x';");

    OperationFailure failure = refused(FailureCode.MIGRATION_UNSAFE, () -> apply("release", null));

    assertThat(failure.message()).startsWith("Line 1 of V4__all.sql is not safe to run: ");
    assertThat(failure.remedy()).contains("-- drover:allow DATA_CHANGE_WITHOUT_WHERE because ...");
    assertThat(failure.detail())
        .isEqualTo("V4__all.sql:1 DATA_CHANGE_WITHOUT_WHERE: UPDATE people SET name = '…'");
    assertThat(plan(planned()).getBlockingCount()).isEqualTo(1);
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");

    bench.script(
        "V4__all.sql",
        "-- drover:allow DATA_CHANGE_WITHOUT_WHERE because the table has ten rows",
        "UPDATE people SET name = 'x';");
    MigrationSucceeded applied = apply("release", null);
    assertThat(plan(applied).getFindings())
        .filteredOn(finding -> finding.getRule().equals("DATA_CHANGE_WITHOUT_WHERE"))
        .extracting(MigrationFinding::getSuppressedBecause)
        .containsExactly("the table has ten rows");
    assertThat(plan(applied).getBlockingCount()).isZero();
  }

  @Test
  void aPolicyThatDemandsAPlanLetsNothingElseRun() throws Exception {
    bench.review(new MigrationReview(true, Map.of()));

    OperationFailure failure = refused(FailureCode.NOT_PERMITTED, () -> apply("release", null));
    assertThat(failure.remedy()).isEqualTo("./drover migrate shop --plan");

    assertThat(apply("release", digest()).getAppliedCount()).isEqualTo(2);
  }

  @Test
  void aDigestThatIsNoneAndARuleThatIsNoneAreRefusedByName() {
    refused(FailureCode.INVALID_REQUEST, () -> apply("release", "latest"));
    refused(
        FailureCode.INVALID_REQUEST,
        () -> bench.handle(bench.attempt("look", "STATUS", null, "0".repeat(64))));
    bench.review(new MigrationReview(false, Map.of("NO_SUCH_RULE", "warn")));
    assertThat(refused(FailureCode.INVALID_REQUEST, () -> apply("release", null)).message())
        .contains("NO_SUCH_RULE");
  }

  @Test
  void withoutAParserEveryStatementIsSaidToBeUnread() throws Exception {
    bench.withoutParser();

    MigrationPlan plan = plan(planned());

    assertThat(plan.getReviewedAs()).isEmpty();
    assertThat(plan.getFindings()).extracting(MigrationFinding::getRule).contains("NOT_REVIEWED");
    assertThat(plan.getStatementCount()).isEqualTo(3);
  }

  private MigrationSucceeded planned() throws Exception {
    return fact(bench.handle(bench.attempt("look", "PLAN", null)));
  }

  private String digest() throws Exception {
    return plan(planned()).getDigest();
  }

  private static MigrationPlan plan(MigrationSucceeded fact) {
    return Objects.requireNonNull(fact.getPlan());
  }

  private MigrationSucceeded apply(String operationId, @Nullable String digest) throws Exception {
    return fact(bench.handle(bench.attempt(operationId, "APPLY", null, digest)));
  }

  private static OperationFailure refused(String code, ThrowingCallable call) {
    List<OperationFailure> failures = new ArrayList<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).as(failure.message()).isEqualTo(code);
              failures.add(failure);
            });
    return failures.getFirst();
  }
}
