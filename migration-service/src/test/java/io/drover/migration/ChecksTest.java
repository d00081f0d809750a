package io.drover.migration;

import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationGuards;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aPolicyWithChecks() {
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put("somebody is there", "SELECT count(*) > 0 FROM customer");
    checks.put("no mail is lost", "SELECT count(*) = 0 FROM customer WHERE mail IS NULL");
    bench =
        Workbench.empty(folder)
            .script("V1__customer.sql", "CREATE TABLE customer (mail text);")
            .guards(new MigrationGuards(null, null, checks));
  }

  private OperationFailure refused(LiveAttempt attempt) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt));
  }

  @Test
  void whatTheDatabasePassesIsInTheResult() throws Exception {
    bench.script("V2__ada.sql", "INSERT INTO customer VALUES ('ada@example.org');");
    LiveAttempt attempt = bench.attempt("first", "APPLY", null);

    MigrationSucceeded applied = fact(bench.handle(attempt));

    assertThat(applied.getChecks()).containsExactly("somebody is there", "no mail is lost");
    assertThat(attempt.steps()).containsSubsequence("applied", "checked", "done");
  }

  @Test
  void aCheckThatFailsSaysThatTheMigrationsAreAppliedAndHowToGoBack() throws Exception {
    OperationFailure failure = refused(bench.attempt("first", "APPLY", null));

    assertThat(failure.code()).isEqualTo(FailureCode.VERIFICATION_MISMATCH);
    assertThat(failure.message())
        .isEqualTo(
            "The migrations of "
                + bench.database()
                + " are applied, but the check \"somebody is there\" gives false instead of true.");
    assertThat(failure.remedy()).isEqualTo("./drover migrate shop --rollback");
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");
  }

  @Test
  void eachCheckThatFailsIsNamed() throws Exception {
    bench.script("V2__ada.sql", "ALTER TABLE customer RENAME TO person;");

    OperationFailure failure = refused(bench.attempt("first", "APPLY", null));

    assertThat(failure.message()).contains("somebody is there", "1 more fails");
    assertThat(failure.detail()).contains("somebody is there", "no mail is lost", "does not exist");
  }

  @Test
  void aCheckCannotChangeAnything() throws Exception {
    bench.guards(
        new MigrationGuards(
            null,
            null,
            Map.of("sly", "INSERT INTO customer VALUES ('eve@example.org') RETURNING true")));

    OperationFailure failure = refused(bench.attempt("first", "APPLY", null));

    assertThat(failure.message()).contains("sly", "read-only transaction");
    assertThat(bench.value("SELECT count(*) FROM customer")).isEqualTo("0");
  }

  @Test
  void nothingIsCheckedWhenNothingWasApplied() throws Exception {
    assertThat(refused(bench.attempt("first", "APPLY", null))).isNotNull();

    assertThat(bench.apply("second").getChecks()).isEmpty();
  }

  @Test
  void anAttemptAfterOneThatWasKilledBeforeTheChecksRunsThem() throws Exception {
    bench.script("V2__ada.sql", "INSERT INTO customer VALUES ('ada@example.org');");
    LiveAttempt first = bench.attempt("first", "APPLY", null);
    first.when("applied", first::end);
    assertThat(catchThrowableOfType(InterruptedException.class, () -> bench.handle(first)))
        .isNotNull();

    assertThat(bench.apply("first").getChecks()).hasSize(2);
  }
}
