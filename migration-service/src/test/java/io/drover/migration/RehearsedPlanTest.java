package io.drover.migration;

import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationGuards;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy lets nothing be applied that was not rehearsed lately. */
class RehearsedPlanTest {
  @TempDir Path folder;

  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aDatabaseWhosePlansAreRehearsed() {
    bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .guards(new MigrationGuards(Duration.ofHours(2), null, Map.of()));
  }

  @Test
  void aPlanThatWasNotRehearsedIsRefusedAndTheRemedyRehearsesIt() {
    OperationFailure failure = refused();
    assertThat(failure.code()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(failure.message()).contains("2 hours");
    assertThat(failure.remedy()).isEqualTo("./drover migrate shop --rehearse");
  }

  @Test
  void aPlanThatWasRehearsedIsApplied() throws Exception {
    rehearse();
    assertThat(bench.apply("apply").getAppliedCount()).isEqualTo(1);
  }

  @Test
  void aRehearsalOfAnotherPlanDoesNotCount() throws Exception {
    rehearse();
    bench.script("V2__two.sql", "CREATE TABLE two (id int);");
    assertThat(refused().code()).isEqualTo(FailureCode.NOT_PERMITTED);
  }

  @Test
  void aRehearsalThatIsTooOldDoesNotCount() throws Exception {
    String digest = rehearse();
    OwnState.sql(
        "UPDATE rehearsal SET ended_at = ended_at - interval '121 minutes' WHERE digest = '"
            + digest
            + "'");
    assertThat(refused().code()).isEqualTo(FailureCode.NOT_PERMITTED);
  }

  @Test
  void aRehearsalThatDidNotComeToItsEndDoesNotCount() throws Exception {
    bench.script("V2__two.sql", "SELECT 1 / 0;");
    ScratchCopy copy = ScratchCopy.of(bench, bench.database(), 1);
    LiveAttempt attempt = bench.attempt(bench.database(), "REHEARSE", copy.outcome());
    assertThat(catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt)).code())
        .isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(refused().code()).isEqualTo(FailureCode.NOT_PERMITTED);
  }

  @Test
  void whatChangesWhileTheLockIsWaitedForMustHaveBeenRehearsedToo() throws Exception {
    rehearse();
    LiveAttempt attempt = bench.attempt("waited", "APPLY", null);
    attempt.when("lock-held", () -> forget());
    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt));
    assertThat(failure.code()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(bench.value("SELECT to_regclass('one')")).isNull();
  }

  @Test
  void anApplyThatHasBegunIsBroughtToItsEnd() throws Exception {
    bench.script("V2__two.sql", "CREATE TABLE two (id int);");
    rehearse();
    LiveAttempt killed = bench.attempt("resumed", "APPLY", null);
    killed.when("migration-applied", killed::end);
    assertThat(catchThrowableOfType(InterruptedException.class, () -> bench.handle(killed)))
        .isNotNull();
    forget();
    assertThat(bench.apply("resumed").getPendingCount()).isZero();
  }

  @Test
  void nothingToApplyNeedsNoRehearsal() throws Exception {
    rehearse();
    bench.apply("apply");
    assertThat(bench.apply("again").getAppliedCount()).isZero();
  }

  private String rehearse() throws Exception {
    String operation = bench.database();
    ScratchCopy copy = ScratchCopy.of(bench, operation, 1);
    return fact(bench.handle(bench.attempt(operation, "REHEARSE", copy.outcome())))
        .getPlan()
        .getDigest();
  }

  private void forget() {
    try {
      OwnState.sql("DELETE FROM rehearsal WHERE operation_id = '" + bench.database() + "'");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private OperationFailure refused() {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply("refused"));
  }
}
