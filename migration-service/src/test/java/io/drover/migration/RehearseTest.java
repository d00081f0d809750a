package io.drover.migration;

import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.SchemaDifference;
import io.drover.schemas.Topics;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.MigrationReview;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseTest {
  @TempDir Path folder;

  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aDatabaseWithSomethingPending() throws Exception {
    bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.apply("before");
    bench.script("V2__two.sql", "CREATE TABLE two (id int);", "INSERT INTO two VALUES (1), (2);");
  }

  @Test
  void aScratchCopyOfTheLatestBackupIsAskedFor() throws Exception {
    LiveAttempt attempt = bench.attempt("parent", "REHEARSE", null);
    Outcome.AwaitChild outcome = (Outcome.AwaitChild) bench.handle(attempt);
    assertThat(outcome.child().kind()).isEqualTo("restore");
    assertThat(outcome.child().topic()).isEqualTo(Topics.RESTORE_REQUESTED);
    RestoreRequested request = (RestoreRequested) outcome.child().command().apply("child");
    assertThat(request.getMode()).isEqualTo("scratch");
    assertThat(request.getBackupId()).isEqualTo("latest");
    assertThat(request.getDatabase()).isEqualTo("shop");
    assertThat(request.getRequestedBy()).isEqualTo("drover/migrate/parent");
    assertThat(request.getTimeToLiveSeconds()).isEqualTo((int) Duration.ofHours(1).toSeconds());
  }

  @Test
  void aNamedBackupIsTakenInstead() throws Exception {
    LiveAttempt attempt = bench.ofBackup("backup-3").attempt("parent", "REHEARSE", null);
    Outcome.AwaitChild outcome = (Outcome.AwaitChild) bench.handle(attempt);
    RestoreRequested request = (RestoreRequested) outcome.child().command().apply("child");
    assertThat(request.getBackupId()).isEqualTo("backup-3");
  }

  @Test
  void whatIsPendingRunsOnTheCopyAloneWhichIsDroppedThen() throws Exception {
    String digest = planned();
    ScratchCopy copy = ScratchCopy.of(bench, "whole", 1);
    MigrationSucceeded done = fact(bench.handle(attempt("whole", copy)));
    MigrationRehearsal rehearsal = done.getRehearsal();
    assertThat(done.getMode()).isEqualTo("REHEARSE");
    assertThat(done.getPlan().getDigest()).isEqualTo(digest);
    assertThat(done.getPendingCount()).isEqualTo(1);
    assertThat(rehearsal.getBackupId()).isEqualTo("backup-7");
    assertThat(rehearsal.getStatementCount()).isEqualTo(2);
    assertThat(rehearsal.getStatements())
        .extracting(each -> each.getScript() + ":" + each.getLine() + " " + each.getRows())
        .containsExactly("V2__two.sql:1 null", "V2__two.sql:2 2");
    assertThat(rehearsal.getDifferences())
        .extracting(SchemaDifference::getObject)
        .containsExactly("table public.two", "column public.two.id");
    assertThat(rehearsal.getDifferenceCount()).isEqualTo(2);
    assertThat(rehearsal.getCaughtUp()).isEmpty();
    assertThat(copy.isThere()).isFalse();
    assertThat(bench.value("SELECT to_regclass('two')")).isNull();
  }

  @Test
  void whatIsBlockedCanBeRehearsed() throws Exception {
    bench.review(new MigrationReview(false, Map.of("DATA_CHANGE_WITHOUT_WHERE", "block")));
    bench.script("V2__two.sql", "UPDATE one SET id = 1;");
    ScratchCopy copy = ScratchCopy.of(bench, "blocked", 1);
    MigrationSucceeded done = fact(bench.handle(attempt("blocked", copy)));
    assertThat(done.getPlan().getBlockingCount()).isPositive();
    assertThat(done.getRehearsal().getStatementCount()).isEqualTo(1);
  }

  @Test
  void whatWouldChangeTheLiveServerIsNotRehearsed() throws Exception {
    bench.script("V3__role.sql", "GRANT CONNECT ON DATABASE " + bench.database() + " TO PUBLIC;");
    ScratchCopy copy = ScratchCopy.of(bench, "wide", 1);

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt("wide", copy)));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_UNSAFE);
    assertThat(failure.message()).contains("Line 1 of V3__role.sql", "nothing was rehearsed");
    assertThat(bench.value("SELECT datacl FROM pg_database WHERE datname = current_database()"))
        .isNull();
  }

  @Test
  void scriptsThatARequestBringsAreApprovedLikeAnApply() {
    MigrateRequested own = bench.attempt("own", "REHEARSE", null).command();
    MigrateRequested brought =
        MigrateRequested.newBuilder(own).setBundle("https://builds/x.zip").build();

    assertThat(Admission.permissions(own)).containsExactly("migrate-rehearse");
    assertThat(Admission.permissions(brought)).containsExactly("migrate");
  }

  @Test
  void nothingPendingIsDoneWithoutACopy() throws Exception {
    bench.apply("all");
    MigrationSucceeded done = fact(bench.handle(bench.attempt("none", "REHEARSE", null)));
    assertThat(done.getPendingCount()).isZero();
    assertThat(done.getRehearsal()).isNull();
  }

  @Test
  void aCopyOnWhichAnotherAttemptHasBegunIsDroppedAndAnotherOneAskedFor() throws Exception {
    ScratchCopy copy = ScratchCopy.of(bench, "killed", 1);
    LiveAttempt killed = attempt("killed", copy);
    killed.when("migration-run", killed::end);
    assertThat(catchThrowableOfType(InterruptedException.class, () -> bench.handle(killed)))
        .isNotNull();
    assertThat(copy.isThere()).isTrue();
    LiveAttempt second = attempt("killed", copy);
    second.number(2);
    Outcome.AwaitChild outcome = (Outcome.AwaitChild) bench.handle(second);
    assertThat(outcome.child().name()).isEqualTo("rehearsal-copy-2");
    assertThat(copy.isThere()).isFalse();
    ScratchCopy another = ScratchCopy.of(bench, "killed", 2);
    LiveAttempt third = attempt("killed", another);
    third.number(3);
    assertThat(fact(bench.handle(third)).getRehearsal().getStatementCount()).isEqualTo(2);
    assertThat(another.isThere()).isFalse();
  }

  @Test
  void aCopyThatIsGoneIsAskedForAgain() throws Exception {
    ScratchCopy copy = ScratchCopy.of(bench, "gone", 1);
    bench.handle(attempt("gone", copy));
    LiveAttempt second = attempt("gone", copy);
    second.number(2);
    assertThat(bench.handle(second)).isInstanceOf(Outcome.AwaitChild.class);
  }

  @Test
  void abandonedItLeavesNoCopy() throws Exception {
    ScratchCopy copy = ScratchCopy.of(bench, "left", 1);
    bench.abandon(bench.attempt("left", "REHEARSE", null));
    assertThat(copy.isThere()).isFalse();
  }

  @Test
  void aDatabaseThatIsNoScratchCopyOfThisOperationIsLeftAlone() throws Exception {
    ScratchCopy kept = ScratchCopy.of(bench, "stranger", 1);
    kept.marked("KEPT", Long.parseLong(kept.oid()));
    bench.abandon(attempt("stranger", kept));
    assertThat(kept.isThere()).isTrue();
    kept.marked("SCRATCH", Long.parseLong(kept.oid()) + 1);
    bench.abandon(attempt("stranger", kept));
    assertThat(kept.isThere()).isTrue();
    kept.marked("SCRATCH", Long.parseLong(kept.oid()));
    bench.abandon(bench.attempt("another", "REHEARSE", null));
    assertThat(kept.isThere()).isTrue();
    bench.abandon(bench.attempt("stranger", "REHEARSE", null));
    assertThat(kept.isThere()).isFalse();
  }

  @Test
  void aScriptThatFailsSaysThatItWasTheRehearsal() throws Exception {
    bench.script("V2__two.sql", "SELECT 1 / 0;");
    ScratchCopy copy = ScratchCopy.of(bench, "fails", 1);
    OperationFailure failure = failure(attempt("fails", copy));
    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message())
        .startsWith("In the rehearsal on a copy, and nothing was changed in shop: ")
        .contains("V2__two.sql", "division by zero");
    assertThat(failure.remedy()).endsWith("./drover migrate shop --rehearse");
    bench.abandon(attempt("fails", copy));
    assertThat(copy.isThere()).isFalse();
  }

  @Test
  void aBackupFromBeforeTheLastScriptsIsBroughtUpToThemFirst() throws Exception {
    ScratchCopy copy = ScratchCopy.of(bench, "older", 1);
    bench.apply("meanwhile");
    bench.script("V3__three.sql", "ALTER TABLE two ADD name text;");
    MigrationRehearsal rehearsal = fact(bench.handle(attempt("older", copy))).getRehearsal();
    assertThat(rehearsal.getCaughtUp()).containsExactly("V2__two.sql");
    assertThat(rehearsal.getStatements())
        .extracting(each -> each.getScript())
        .containsExactly("V2__two.sql", "V2__two.sql", "V3__three.sql");
  }

  @Test
  void aBackupInWhichThePlanIsAppliedAlreadyDoesNotDo() throws Exception {
    ScratchCopy copy = ScratchCopy.of(bench, "newer", 1);
    copy.sql(
        "INSERT INTO flyway_schema_history SELECT 9, '2', 'two', 'SQL', 'V2__two.sql', NULL, 'x',"
            + " now(), 1, true");
    OperationFailure failure = failure(attempt("newer", copy));
    assertThat(failure.code()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(failure.message()).contains("backup-7", "V2__two.sql");
    assertThat(failure.remedy()).contains("./drover migrate shop --rehearse --backup ID");
  }

  @Test
  void aRestoreThatFailsEndsTheRehearsalWithItsReason() throws Exception {
    OperationFailed reason =
        OperationFailed.newBuilder()
            .setHeader(
                new OperationHeader(
                    "restore", "child", "shop", 4, 1, Instant.parse("2026-11-21T12:00:00Z")))
            .setCode(FailureCode.BACKUP_NOT_FOUND)
            .setMessage("There is no backup of shop.")
            .setRemedy("./drover backup shop")
            .build();
    ChildOutcome child = new ChildOutcome("restore", "child", "failed", reason);
    OperationFailure failure = failure(bench.attempt("no-backup", "REHEARSE", child));
    assertThat(failure.code()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(failure.message()).contains("There is no backup of shop.");
    assertThat(failure.remedy()).isEqualTo("./drover backup shop");
  }

  private String planned() throws Exception {
    return fact(bench.handle(bench.attempt("plan", "PLAN", null))).getPlan().getDigest();
  }

  private LiveAttempt attempt(String operationId, ScratchCopy copy) {
    return bench.attempt(operationId, "REHEARSE", copy.outcome());
  }

  private OperationFailure failure(LiveAttempt attempt) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt));
  }
}
