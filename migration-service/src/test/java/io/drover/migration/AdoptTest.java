package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static io.drover.migration.Facts.fact;
import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.SchemaDifference;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptTest {
  @TempDir Path folder;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aFolderOfScripts() {
    bench =
        Workbench.empty(folder)
            .script("V1__customer.sql", "CREATE TABLE customer (id serial PRIMARY KEY, mail text);")
            .script("V2__mail.sql", "CREATE INDEX CONCURRENTLY mail_idx ON customer (mail);")
            .script("R__view.sql", "CREATE OR REPLACE VIEW mails AS SELECT mail FROM customer;");
  }

  private void pushed() throws SQLException {
    bench.sql("CREATE TABLE customer (mail text, id serial, PRIMARY KEY (id))");
    bench.sql("INSERT INTO customer (mail) VALUES ('ada@example.org')");
    bench.sql("CREATE INDEX mail_idx ON customer (mail)");
    bench.sql("CREATE VIEW mails AS SELECT mail FROM customer");
  }

  private MigrationSucceeded adopt() throws Exception {
    return fact(bench.handle(bench.attempt("adoption", "ADOPT", null)));
  }

  private OperationFailure refused(LiveAttempt attempt) {
    return catchThrowableOfType(OperationFailure.class, () -> bench.handle(attempt));
  }

  private OperationFailure refused() {
    return refused(bench.attempt("adoption", "ADOPT", null));
  }

  private String scratchDatabases() throws SQLException {
    return bench.value("SELECT count(*) FROM pg_database WHERE datname ~ '^drover_adopt_'");
  }

  @Test
  void aPushedDatabaseThatAgreesIsBaselinedAtTheNewestVersionAndItsRowsStay() throws Exception {
    pushed();
    LiveAttempt attempt = bench.attempt("adoption", "ADOPT", null);

    MigrationSucceeded adopted = fact(bench.handle(attempt));

    assertThat(adopted.getChanges())
        .extracting(HistoryChange::getScript, HistoryChange::getVersion, HistoryChange::getChange)
        .containsExactly(
            tuple("V1__customer.sql", "1", "baselined"), tuple("V2__mail.sql", "2", "baselined"));
    assertThat(adopted.getDifferences()).isEmpty();
    assertThat(adopted.getDryRun()).isFalse();
    assertThat(adopted.getCurrentVersion()).isEqualTo("2");
    assertThat(states(adopted))
        .contains("<< Flyway Baseline >> baseline", "R__view.sql repeatable-pending");
    assertThat(bench.value("SELECT mail FROM customer")).isEqualTo("ada@example.org");
    assertThat(attempt.steps()).containsSubsequence("lock-held", "history-begun", "done");
    assertThat(scratchDatabases()).isEqualTo("0");
  }

  @Test
  void afterwardsNewScriptsAndTheRepeatableOnesAreApplied() throws Exception {
    pushed();
    adopt();
    bench.script("V3__more.sql", "ALTER TABLE customer ADD name text;");

    assertThat(appliedNow(bench.apply("later"))).containsExactly("V3__more.sql", "R__view.sql");
  }

  @Test
  void aDriftIsToldAndNothingIsChanged() throws Exception {
    pushed();
    bench.sql("ALTER TABLE customer ALTER mail SET NOT NULL");
    bench.sql("CREATE TABLE forgotten (id integer)");
    bench.sql("DROP INDEX mail_idx");

    OperationFailure failure = refused();

    assertThat(failure.code()).isEqualTo(FailureCode.VERIFICATION_MISMATCH);
    assertThat(failure.message()).contains("shop", "4 differences");
    assertThat(failure.detail())
        .contains(
            "table public.forgotten (only in the database)",
            "index public.mail_idx (only in the scripts)",
            "column public.customer.mail (differs): scripts text; database text not null");
    assertThat(failure.remedy()).contains("./drover migrate shop --adopt --dry-run");
    assertThat(bench.value("SELECT to_regclass('flyway_schema_history')")).isNull();
    assertThat(scratchDatabases()).isEqualTo("0");
  }

  @Test
  void aDryRunSucceedsWithTheDifferencesAndTakesNoLock() throws Exception {
    pushed();
    bench.sql("ALTER TABLE customer ADD extra integer");
    LiveAttempt attempt = dryRun();

    MigrationSucceeded told = fact(bench.handle(attempt));

    assertThat(told.getDryRun()).isTrue();
    assertThat(told.getDifferences())
        .containsExactly(
            new SchemaDifference("column public.customer.extra", "added", null, "integer"));
    assertThat(told.getChanges()).isEmpty();
    assertThat(attempt.steps()).doesNotContain("lock-held");
    assertThat(bench.value("SELECT to_regclass('flyway_schema_history')")).isNull();
  }

  @Test
  void aDryRunOfOneThatAgreesTellsWhatWouldBeMarked() throws Exception {
    pushed();

    MigrationSucceeded told = fact(bench.handle(dryRun()));

    assertThat(told.getChanges()).hasSize(2);
    assertThat(told.getDifferences()).isEmpty();
    assertThat(bench.value("SELECT to_regclass('flyway_schema_history')")).isNull();
  }

  private LiveAttempt dryRun() {
    return bench.asking("adoption", "ADOPT", null, request -> request.setDryRun(true));
  }

  @Test
  void upToAVersionTheScriptsAboveStayPending() throws Exception {
    bench.sql("CREATE TABLE customer (id serial PRIMARY KEY, mail text)");
    bench.sql("CREATE VIEW mails AS SELECT mail FROM customer");
    LiveAttempt attempt =
        bench.asking("adoption", "ADOPT", null, request -> request.setVersion("1"));

    MigrationSucceeded adopted = fact(bench.handle(attempt));

    assertThat(adopted.getCurrentVersion()).isEqualTo("1");
    assertThat(states(adopted)).contains("V2__mail.sql pending");
    assertThat(appliedNow(bench.apply("later"))).contains("V2__mail.sql");
  }

  @Test
  void aVersionThatNoScriptHasIsRefused() throws Exception {
    pushed();
    for (String version : List.of("7", "seven")) {
      LiveAttempt attempt =
          bench.asking("adoption", "ADOPT", null, request -> request.setVersion(version));

      assertThat(refused(attempt).message()).contains("no script of version " + version);
    }
  }

  @Test
  void aDatabaseWithAHistoryIsRefused() throws Exception {
    bench.apply("first");

    OperationFailure failure = refused();

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("has a history");
  }

  @Test
  void aScriptThatFailsOnTheScratchDatabaseIsNamedAndTheScratchDatabaseIsRemoved()
      throws Exception {
    pushed();
    bench.script("V3__wrong.sql", "CREATE TABLE wrong (id nothing_known);");
    LiveAttempt attempt = bench.attempt("adoption", "ADOPT", null);

    OperationFailure failure = refused(attempt);
    bench.abandon(bench.attempt("adoption", "ADOPT", null));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message()).contains("scratch database", "V3__wrong.sql");
    assertThat(scratchDatabases()).isEqualTo("0");
  }

  @Test
  void whatAKilledAttemptHasLeftIsDroppedByTheNext() throws Exception {
    pushed();
    LiveAttempt first = bench.attempt("adoption", "ADOPT", null);
    first.when("scratch-made", first::end);
    assertThat(catchThrowableOfType(InterruptedException.class, () -> bench.handle(first)))
        .isNotNull();
    assertThat(scratchDatabases()).isEqualTo("1");

    assertThat(adopt().getChanges()).hasSize(2);
    assertThat(scratchDatabases()).isEqualTo("0");
  }

  @Test
  void anAttemptAfterOneThatWasKilledRightAfterTheBaselineTellsTheSame() throws Exception {
    pushed();
    LiveAttempt first = bench.attempt("adoption", "ADOPT", null);
    first.when("history-begun", first::end);
    assertThat(catchThrowableOfType(InterruptedException.class, () -> bench.handle(first)))
        .isNotNull();

    LiveAttempt second = bench.attempt("adoption", "ADOPT", null);
    MigrationSucceeded adopted = fact(bench.handle(second));

    assertThat(adopted.getChanges()).hasSize(2);
    assertThat(adopted.getCurrentVersion()).isEqualTo("2");
    assertThat(second.steps()).doesNotContain("scratch-made");
    assertThat(bench.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("1");
  }

  @Test
  void aChangeWhileItWaitedForTheLockIsSeen() throws Exception {
    pushed();
    LiveAttempt attempt = bench.attempt("adoption", "ADOPT", null);
    attempt.when(
        "lock-held",
        () -> {
          try {
            bench.sql("DROP INDEX mail_idx");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });

    assertThat(refused(attempt).code()).isEqualTo(FailureCode.VERIFICATION_MISMATCH);
    assertThat(bench.value("SELECT to_regclass('flyway_schema_history')")).isNull();
  }

  @Test
  void theSettingsOfTheDatabaseHoldForTheScriptsToo() throws Exception {
    String path = "public, \"Odd, name\"";
    bench.sql("ALTER DATABASE " + bench.database() + " SET search_path = " + path);
    bench.sql("ALTER DATABASE " + bench.database() + " SET \"shop.tier\" = 'gold'");
    bench.script(
        "V3__settings.sql",
        "DO $$BEGIN ASSERT current_setting('search_path') = '" + path + "'",
        " AND current_setting('shop.tier') = 'gold'; END$$;");
    pushed();

    assertThat(adopt().getCurrentVersion()).isEqualTo("3");
  }

  @Test
  void anExtensionThatOnlyTheDatabaseHasIsNoDrift() throws Exception {
    pushed();
    bench.sql("CREATE EXTENSION citext");

    assertThat(adopt().getChanges()).hasSize(2);
  }

  @Test
  void aScriptThatChangesTheServerIsNotRunAgain() throws Exception {
    pushed();
    bench.script("V3__role.sql", "-- for reports", "CREATE ROLE never_made_by_a_test;");

    OperationFailure failure = refused();

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_UNSAFE);
    assertThat(failure.message()).contains("Line 2 of V3__role.sql");
    assertThat(bench.value("SELECT count(*) FROM pg_roles WHERE rolname = 'never_made_by_a_test'"))
        .isEqualTo("0");
    bench.abandon(bench.attempt("adoption", "ADOPT", null));
  }

  @Test
  void ofSeveralNamespacesTheOneThatIsNamedIsAdopted() throws Exception {
    Path core = Files.createDirectory(folder.resolve("core"));
    Path shop = Files.createDirectory(folder.resolve("shop"));
    Files.writeString(core.resolve("V1__c.sql"), "CREATE TABLE core.kind (id int PRIMARY KEY);");
    Files.writeString(
        shop.resolve("V1__s.sql"), "CREATE TABLE shop.t (k int REFERENCES core.kind);");
    bench.namespaces(named("core", core), named("shop", shop));
    bench.sql("CREATE SCHEMA core CREATE TABLE kind (id int PRIMARY KEY)");
    bench.sql("CREATE SCHEMA shop");
    bench.sql("CREATE TABLE shop.t (k int REFERENCES core.kind)");
    bench.sql("CREATE TABLE public.elsewhere (id int)");
    assertThat(refused().message()).contains("several namespaces");
    assertThat(refused().remedy()).contains("--namespace", "core, shop");

    for (String namespace : List.of("core", "shop")) {
      LiveAttempt attempt =
          bench.asking(
              "adoption-" + namespace, "ADOPT", null, request -> request.setNamespace(namespace));
      assertThat(fact(bench.handle(attempt)).getChanges())
          .extracting(HistoryChange::getNamespace)
          .containsExactly(namespace);
    }
    assertThat(bench.status().getPendingCount()).isZero();
  }

  private static MigrationNamespace named(String name, Path location) {
    MigrationNamespace usual =
        MigrationNamespace.of(
            List.of(location.toString()), List.of(name), "flyway_schema_history", null);
    return new MigrationNamespace(
        name,
        usual.schemas(),
        usual.table(),
        usual.locations(),
        null,
        false,
        null,
        usual.placeholders());
  }
}
