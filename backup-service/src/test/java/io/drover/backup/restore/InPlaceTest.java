package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.content.Sql;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"custom", "directory"})
class InPlaceTest {
  private static final String SHOP = "In \"place\" it's ? {ü}";
  private static final String COMMENT = "What it says \\ 'here'.";
  private static final List<String> BEFORE_COMMIT =
      List.of("lock-held", "archive-verified", "before-in-place");
  private static final List<String> AFTER_COMMIT =
      List.of("in-place-committed", "commit-seen", "analyzed", "done");

  @Parameter private String format = "";
  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, SHOP);
    bed.drop(SHOP);
    bed.server.createDatabase(SHOP);
    bed.execute(
        SHOP,
        """
        CREATE SCHEMA app;
        CREATE EXTENSION citext;
        CREATE TABLE app.a (id int PRIMARY KEY, name citext);
        CREATE TABLE app.b (id serial PRIMARY KEY, a int NOT NULL REFERENCES app.a);
        CREATE VIEW app.v AS SELECT * FROM app.a;
        INSERT INTO app.a SELECT n, 'n' || n FROM generate_series(1, 100) n;
        INSERT INTO app.b (a) SELECT n FROM generate_series(1, 50) n;
        SELECT lo_from_bytea(4711, 'large');
        """);
    try (Connection connection = bed.server.connect("postgres")) {
      Sql.execute(connection, "COMMENT ON DATABASE %I IS %L", SHOP, COMMENT);
    }
    bed.run(bed.backup(request -> request.setFormat(format)));
    // The accident.
    bed.execute(
        SHOP,
        """
        DELETE FROM app.b WHERE id > 3;
        DELETE FROM app.a WHERE id > 7;
        ALTER TABLE app.a ADD extra int;
        CREATE TABLE app.own (n int);
        INSERT INTO app.own VALUES (1);
        """);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(SHOP);
    bed.close();
  }

  @Test
  void theDatabaseHoldsTheBackupAndKeepsWhatIsNotInIt() throws Exception {
    long oid = number("SELECT oid FROM pg_database WHERE datname = current_database()");

    RestoreSucceeded restored = run(inPlace());

    assertThat(restored.getMode()).isEqualTo("in-place");
    assertThat(restored.getTargetName()).isEqualTo(SHOP);
    assertThat(restored.getTables()).isEqualTo(2);
    assertThat(restored.getRows()).isEqualTo(150);
    whole();
    assertThat(number("SELECT oid FROM pg_database WHERE datname = current_database()"))
        .isEqualTo(oid);
    assertThat(number("SELECT count(*) FROM app.own")).isEqualTo(1);
    assertThat(number("SELECT nextval('app.b_id_seq')")).isEqualTo(51);
    assertThat(
            number(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'app.a'::regclass"
                    + " AND attname = 'extra'"))
        .isZero();
    assertThat(number("SELECT count(*) FROM pg_largeobject_metadata")).isEqualTo(1);
  }

  @Test
  void anAttemptAfterOneThatWasKilledAnywhereRestoresOnceAndOnlyOnce() throws Exception {
    for (String step : BEFORE_COMMIT) {
      TestAttempt<RestoreRequested> killed = inPlace();
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .as(step)
          .isInstanceOf(InterruptedException.class);
      damaged();
      assertThat(run(bed.restore(killed.command(), 2)).getRows()).isEqualTo(150);
      whole();
      damage();
    }
    for (String step : AFTER_COMMIT) {
      TestAttempt<RestoreRequested> killed = inPlace();
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .as(step)
          .isInstanceOf(InterruptedException.class);
      // What users did since must survive the next attempt.
      bed.execute(SHOP, "INSERT INTO app.a VALUES (1000, 'after the restore')");
      RestoreSucceeded restored = run(bed.restore(killed.command(), 2));
      assertThat(restored.getRows()).as(step).isEqualTo(150);
      assertThat(number("SELECT count(*) FROM app.a")).as(step).isEqualTo(101);
      assertThat(comment()).isEqualTo(COMMENT);
      damage();
    }
  }

  @Test
  void anAttemptAfterOneThatWasKilledWhileTheServerWorkedFindsOutWhetherItCommitted()
      throws Exception {
    TestAttempt<RestoreRequested> killed = inPlace();
    assertThatThrownBy(() -> bed.runRestore(killed.dyingAt("restore-running")))
        .isInstanceOf(InterruptedException.class);

    assertThat(run(bed.restore(killed.command(), 2)).getRows()).isEqualTo(150);

    whole();
  }

  @Test
  void anOperationThatIsGivenUpSaysSoWhenItHadBeenCommitted() throws Exception {
    for (String step : BEFORE_COMMIT) {
      TestAttempt<RestoreRequested> killed = inPlace();
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      abandon(killed.command());
      damaged();
    }
    for (String step : AFTER_COMMIT) {
      TestAttempt<RestoreRequested> killed = inPlace();
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      assertThatThrownBy(() -> abandon(killed.command()))
          .as(step)
          .hasMessageContaining("before the operation ended, and stays");
      assertThat(comment()).isEqualTo(COMMENT);
    }
  }

  @Test
  void whereSomethingElseDependsOnATableNothingIsChanged() throws Exception {
    bed.execute(SHOP, "CREATE VIEW app.mine AS SELECT count(*) FROM app.b");

    fails(FailureCode.RESTORE_UNSAFE, "depends on what would be dropped", () -> run(inPlace()));

    damaged();
  }

  @Test
  void rowsThatAreNotTheBackupsRollEverythingBack() throws Exception {
    // A rule of the server's own side: the event trigger empties what was just restored.
    bed.execute(
        SHOP,
        """
        CREATE FUNCTION public.spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
          IF EXISTS (SELECT FROM pg_tables WHERE tablename = 'a') AND EXISTS (
            SELECT FROM pg_constraint WHERE conname = 'b_pkey') THEN DELETE FROM app.b WHERE id = 1; END IF;
        END $$;
        CREATE EVENT TRIGGER spoiling ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION public.spoil();
        """);

    fails(
        FailureCode.VERIFICATION_MISMATCH, "app.b has 49 rows instead of 50", () -> run(inPlace()));

    damaged();
  }

  @Test
  void aSelectedTableIsRestoredAndTheOthersStay() throws Exception {
    RestoreSucceeded restored =
        run(bed.restore(command().setTables(List.of("app.b")).setDataOnly(false).build(), 1));

    assertThat(restored.getRows()).isEqualTo(50);
    assertThat(restored.getWarnings())
        .hasSize(2)
        .first()
        .asString()
        .contains("foreign key app.b b_a_fkey is left out");
    assertThat(number("SELECT count(*) FROM app.a")).isEqualTo(7);
    assertThat(number("SELECT count(*) FROM app.b")).isEqualTo(50);
  }

  @Test
  void rowsAloneAreAddedToThoseThatAreThere() throws Exception {
    bed.execute(SHOP, "TRUNCATE app.a CASCADE; INSERT INTO app.a VALUES (5000, 'mine')");

    RestoreSucceeded restored =
        run(
            bed.restore(
                command().setTables(List.of("app.a", "app.b")).setDataOnly(true).build(), 1));

    assertThat(restored.getRows()).isEqualTo(150);
    assertThat(number("SELECT count(*) FROM app.a")).isEqualTo(101);
    assertThat(number("SELECT count(*) FROM app.a WHERE extra IS NULL")).isEqualTo(101);
    assertThat(comment()).isEqualTo(COMMENT);
  }

  @Test
  void aRowThatIsThereAlreadyConflictsAndNothingIsChanged() throws Exception {
    fails(
        FailureCode.RESTORE_UNSAFE,
        "conflict with those of the backup",
        () -> run(bed.restore(command().setTables(List.of("app.a")).setDataOnly(true).build(), 1)));

    damaged();
  }

  @Test
  void rowsThatWouldReferToNothingAreFoundThoughNoTriggerLooked() throws Exception {
    bed.execute(SHOP, "TRUNCATE app.b");

    fails(
        FailureCode.VERIFICATION_MISMATCH,
        "app.b has rows that refer to nothing by b_a_fkey",
        () -> run(bed.restore(command().setTables(List.of("app.b")).setDataOnly(true).build(), 1)));

    assertThat(number("SELECT count(*) FROM app.b")).isZero();
  }

  @Test
  void sessionsOfOthersAreAFindingThatCanBeOverridden() throws Exception {
    bed.awaitNoSessions(SHOP);
    try (Connection _ = bed.server.connect(SHOP)) {
      fails(
          FailureCode.RESTORE_UNSAFE,
          "1 sessions of others",
          () -> run(bed.restore(command().setOverrides(List.of()).build(), 1)));
      run(bed.restore(command().setOverrides(List.of("ACTIVE_CONNECTIONS")).build(), 1));
    }
    whole();
  }

  @Test
  void aTableThatSomeoneHoldsIsNotWaitedForForEver() throws Exception {
    try (Connection other = bed.server.connect(SHOP)) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute("SELECT * FROM app.b");
      }
      fails(
          FailureCode.LOCK_TIMEOUT,
          "a lock on a table",
          () -> run(bed.restore(command().setOverrides(List.of("ACTIVE_CONNECTIONS")).build(), 1)));
    }
    damaged();
  }

  @Test
  void aDamagedArchiveIsFoundBeforeTheSafetyBackupIsAskedFor() throws Exception {
    bed.damage(bed.latest());
    TestAttempt<RestoreRequested> attempt = bed.restore(command().setSafetyBackup(true).build(), 1);

    fails(FailureCode.BACKUP_CORRUPT, "checksum", () -> run(attempt));
    assertThat(attempt.steps()).doesNotContain("awaiting-safety-backup");
  }

  @Test
  void aSafetyBackupComesFirst() throws Exception {
    RestoreRequested command = command().setSafetyBackup(true).build();
    TestAttempt<RestoreRequested> attempt = bed.restore(command, 1);
    Outcome outcome;
    try (attempt) {
      outcome = bed.restores.handle(attempt);
    }
    assertThat(outcome).isInstanceOf(Outcome.AwaitChild.class);
    BackupSucceeded safety = bed.run(bed.backup(request -> request.setFormat(format)));

    RestoreSucceeded restored =
        run(attempt.after(new ChildOutcome("backup", "child", "succeeded", safety)));

    assertThat(restored.getSafetyBackupId()).isEqualTo(safety.getBackupId());
    assertThat(restored.getBackupId()).isNotEqualTo(safety.getBackupId());
    whole();
  }

  private static RestoreRequested.Builder command() {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setConfirm(TestBed.DATABASE)
        .setBackupId("latest")
        .setSafetyBackup(false)
        .setOverrides(List.of("ACTIVE_CONNECTIONS"))
        .setMode("in-place");
  }

  private TestAttempt<RestoreRequested> inPlace() {
    return bed.restore(command().build(), 1);
  }

  private RestoreSucceeded run(TestAttempt<RestoreRequested> attempt) throws Exception {
    bed.restores.admit(attempt.command(), bed.entry());
    return bed.runRestore(attempt);
  }

  private void abandon(RestoreRequested command) throws Exception {
    try (TestAttempt<RestoreRequested> cleaning = bed.restore(command, 1)) {
      bed.restores.abandon(cleaning);
    }
  }

  private static void fails(String code, String sentence, ThrowingCallable run) {
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).as(failure.detail()).isEqualTo(code);
              assertThat(failure.message()).contains(sentence);
            });
  }

  private void damage() throws Exception {
    bed.execute(SHOP, "DELETE FROM app.b WHERE id > 3; DELETE FROM app.a WHERE id > 7");
  }

  private void damaged() throws Exception {
    assertThat(number("SELECT count(*) FROM app.a")).isEqualTo(7);
    assertThat(number("SELECT count(*) FROM app.b")).isEqualTo(3);
    assertThat(comment()).isEqualTo(COMMENT);
  }

  private void whole() throws Exception {
    assertThat(number("SELECT count(*) FROM app.a")).isEqualTo(100);
    assertThat(number("SELECT count(*) FROM app.b")).isEqualTo(50);
    assertThat(number("SELECT count(*) FROM app.v")).isEqualTo(100);
    assertThat(comment()).isEqualTo(COMMENT);
  }

  private String comment() throws SQLException {
    String sql =
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            + " WHERE datname = current_database()";
    try (Connection connection = bed.server.connect(SHOP)) {
      return Sql.query(connection, sql, row -> row.getString(1)).getFirst();
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = bed.server.connect(SHOP)) {
      return Sql.query(connection, sql, row -> row.getLong(1)).getFirst();
    }
  }
}
