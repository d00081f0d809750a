package io.drover.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.backup.restore.ScratchDatabase;
import io.drover.backup.testbed.ForgedManifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.FailureCode;
import io.drover.schemas.VerificationSucceeded;
import io.drover.schemas.VerifyRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyHandlerTest {
  private static final String ORIGINAL = "verify_original";

  @TempDir private Path folder;
  private TestBed bed;

  @BeforeEach
  void backUp() throws Exception {
    open("{ content-hashes: true, assertions: { numbers: \"SELECT count(*) = 2000 FROM t\" } }");
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE t (n int PRIMARY KEY, text text NOT NULL CHECK (text <> ''), f float8, at timestamptz, cash money,
          twice bigint GENERATED ALWAYS AS (n * 2) STORED);
        INSERT INTO t SELECT n, md5(n::text), n / 3.0, timestamptz '2026-01-01' + n * interval '1 s', n
          FROM generate_series(1, 2000) n;
        CREATE INDEX t_text ON t (text);
        CREATE TABLE child (extra int REFERENCES t) INHERITS (t);
        CREATE TABLE nothing ();
        INSERT INTO nothing DEFAULT VALUES;
        CREATE DOMAIN positive AS int CHECK (VALUE > 0);
        SELECT lo_from_bytea(4711, '\\x0001020300');
        CREATE SUBSCRIPTION feed CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
        """);
    bed.run(bed.backup());
  }

  /** A bed whose policy says this of verifications. */
  private void open(String verify) throws Exception {
    Path place = Files.createTempDirectory(folder, "bed");
    bed = TestBed.verifying(place, ORIGINAL, verify);
  }

  @AfterEach
  void close() throws Exception {
    List<String> left = bed.databases(ScratchDatabase.VERIFY_PREFIX);
    for (String scratch : left) {
      bed.drop(scratch);
    }
    bed.execute(ORIGINAL, "ALTER SUBSCRIPTION feed DISABLE; DROP SUBSCRIPTION feed");
    bed.drop(ORIGINAL);
    bed.close();
    assertThat(left).as("nothing is left after any end").isEmpty();
  }

  @Test
  void aSoundBackupIsVerifiedTwiceInARowAndEachVerdictIsRecordedAndAnnounced() throws Exception {
    TestAttempt<VerifyRequested> attempt = bed.verification();
    Outcome outcome = bed.verify(attempt);
    VerificationSucceeded verified = TestBed.verified(outcome);

    assertThat(verified.getBackupId()).isEqualTo(bed.latest().backupId());
    assertThat(verified.getTables()).isEqualTo(3);
    assertThat(verified.getRows()).isEqualTo(2001);
    assertThat(verified.getHashedTables()).isEqualTo(3);
    assertThat(verified.getIndexes()).isEqualTo(2);
    assertThat(verified.getConstraints()).isEqualTo(5);
    assertThat(verified.getLargeObjects()).isEqualTo(1);
    assertThat(verified.getAssertions()).containsExactly("numbers");
    assertThat(verified.getArchiveBytes()).isEqualTo(bed.latest().archive().bytes());
    BackupCommitted announced = announced(outcome);
    assertThat(announced.getVerdict()).isEqualTo("verified");
    assertThat(announced.getVerdictAt()).isEqualTo(verified.getVerifiedAt());
    assertThat(announced.getVerdictBy()).isEqualTo(attempt.operationId());
    assertThat(announced.getVerdictWhy()).contains("2,001 rows in 3 tables (3 of them by content)");
    assertThat(attempt.steps())
        .containsExactly(
            "lock-held",
            "backup-taken",
            "archive-verified",
            "database-created",
            "restore-running",
            "restored",
            "rows-compared",
            "compared",
            "scratch-dropped",
            "verdict-written",
            "done");
    assertThat(attempt.recorded().phases()).containsExactly("verifying", "restoring", "comparing");

    bed.verify(bed.verification());
    assertThat(verdicts()).hasSize(2).allMatch(Verdict::verified);
  }

  @Test
  void aRowThatIsMissingDisprovesTheBackupAndNamesTheTable() throws Exception {
    archiveAfter("DELETE FROM t WHERE n = 77");
    OperationFailure failure = disproved(FailureCode.VERIFICATION_MISMATCH);
    assertThat(failure.message()).contains("public.t has 1999 rows instead of 2000");
    assertThat(failure.message()).contains("the assertion \"numbers\" gives false instead of true");
    assertThat(failure.detail().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET text = text || ' ' WHERE n = 77",
        "UPDATE t SET f = f + 1e-12 WHERE n = 77",
        "UPDATE t SET at = at + interval '1 microsecond' WHERE n = 77",
        "UPDATE t SET cash = NULL WHERE n = 77",
        "UPDATE t a SET text = b.text FROM t b WHERE a.n IN (7, 8) AND b.n = 15 - a.n"
      })
  void oneValueThatDiffersAmongAsManyRowsDisprovesTheBackup(String change) throws Exception {
    archiveAfter(change);
    assertThat(disproved(FailureCode.VERIFICATION_MISMATCH).message())
        .endsWith("is wrong: public.t has other content in its 2000 rows.");
  }

  @Test
  void aLargeObjectOfOtherContentDisprovesTheBackup() throws Exception {
    archiveAfter("SELECT lo_put(4711, 1, '\\x09')");
    assertThat(disproved(FailureCode.VERIFICATION_MISMATCH).message())
        .endsWith("is wrong: the large objects have other content.");
  }

  @Test
  void rowsThatLieInAnotherOrderAreTheSame() throws Exception {
    archiveAfter(
        "UPDATE t SET n = n WHERE n < 1000; DELETE FROM t WHERE n = 5; INSERT INTO t"
            + " SELECT 5, md5('5'), 5 / 3.0, timestamptz '2026-01-01' + interval '5 s', 5");
    assertThat(TestBed.verified(bed.verify(bed.verification())).getHashedTables()).isEqualTo(3);
  }

  @Test
  void aTruncatedArchiveAndOneWithABitFlippedDisproveTheBackupBeforeAnythingIsMade()
      throws Exception {
    Path archive = archive(bed.latest());
    byte[] whole = Files.readAllBytes(archive);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 4;
    Files.write(archive, flipped);
    TestAttempt<VerifyRequested> first = bed.verification();
    assertThat(disproved(first, FailureCode.BACKUP_CORRUPT).message())
        .contains("differs from the checksum");
    assertThat(first.steps()).doesNotContain("database-created");

    Files.write(archive, java.util.Arrays.copyOf(whole, whole.length - 1));
    assertThat(disproved(FailureCode.BACKUP_CORRUPT).message()).contains("bytes instead of");

    Files.write(archive, whole);
    TestBed.verified(bed.verify(bed.verification()));
    assertThat(verdicts()).hasSize(3);
  }

  @Test
  void aRestoreThatEndsWithExitCodeOneDisprovesTheBackup() throws Exception {
    TestAttempt<VerifyRequested> attempt =
        bed.verification().at("database-created", () -> inScratch("CREATE TABLE public.t (x int)"));
    OperationFailure failure = disproved(attempt, FailureCode.VERIFICATION_MISMATCH);
    assertThat(failure.message())
        .contains("cannot be restored: pg_restore ended with exit code 1")
        .contains("relation \"t\" already exists");
    assertThat(failure.detail()).contains("relation \"t\" already exists");
  }

  @Test
  void anArchiveWhoseOrderCannotBeRestoredDisprovesTheBackup() throws Exception {
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE zone (id int PRIMARY KEY);
        CREATE FUNCTION known(int) RETURNS bool LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM public.zone WHERE id = $1)';
        INSERT INTO zone VALUES (1);
        CREATE TABLE address (zone int CHECK (known(zone)));
        INSERT INTO address VALUES (1);
        """);
    bed.repository.delete(TestBed.DATABASE, new BackupId(bed.latest().backupId()));
    bed.run(bed.backup());

    OperationFailure failure = disproved(FailureCode.VERIFICATION_MISMATCH);
    assertThat(failure.message()).contains("cannot be restored").contains("address_zone_check");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DROP INDEX t_text                                                               | public.t has 1 valid indexes instead of 2
          UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_text'::regclass    | public.t has 1 valid indexes instead of 2
          ALTER TABLE t DROP CONSTRAINT t_text_check                                      | public.t has 1 constraints instead of 2
          ALTER TABLE child DROP CONSTRAINT child_extra_fkey                              | public.child has 1 constraints instead of 2
          ALTER DOMAIN positive DROP CONSTRAINT positive_check                            | public.positive has 0 constraints instead of 1
          UPDATE pg_constraint SET convalidated = false WHERE conname = 'child_extra_fkey' | public.child has 1 valid constraints instead of 2
          DROP TABLE nothing                                                              | public.nothing is missing
          SELECT lo_unlink(4711)                                                          | the database has 0 large objects instead of 1
          """)
  void whatTheRestoreDoesNotBringBackDisprovesTheBackup(String loss, String finding)
      throws Exception {
    TestAttempt<VerifyRequested> attempt = bed.verification().at("restored", () -> inScratch(loss));
    assertThat(disproved(attempt, FailureCode.VERIFICATION_MISMATCH).detail()).contains(finding);
  }

  @Test
  void anIndexThatWasInvalidInTheSourceIsAWarningAndNoFailure() throws Exception {
    bed.execute(
        ORIGINAL, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_text'::regclass");
    bed.run(bed.backup("later", 1));
    Manifest manifest = bed.latest();
    assertThat(manifest.warnings())
        .containsExactly("The index public.t_text is invalid; a dump holds no such index.");
    assertThat(TestBed.verified(bed.verify(bed.verification())).getIndexes()).isEqualTo(1);
  }

  @Test
  void whatTheServerLacksIsNoVerdictOnTheBackup() throws Exception {
    Path manifest = archive(bed.latest()).resolveSibling("manifest.json");
    ForgedManifest.edit(manifest, json -> json.putArray("roles").add("no_such_role"));
    assertThatThrownBy(() -> bed.verify(bed.verification()))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.MISSING_ROLE));
    assertThat(verdicts()).isEmpty();
  }

  @Test
  void nothingInTheScratchDatabaseActsAndNobodyElseSeesIt() throws Exception {
    bed.verify(
        bed.verification()
            .at(
                "restored",
                () ->
                    inScratch(
                        """
                        DO $$ BEGIN
                          ASSERT (SELECT count(*) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
                            WHERE d.datname = current_database()) = 0;
                          ASSERT NOT has_database_privilege('pg_monitor', current_database(), 'CONNECT');
                        END $$
                        """)));
    assertThat(verdicts()).singleElement().matches(Verdict::verified);
  }

  @Test
  void aBackupOfTheDatabaseRunsWhileOneIsVerified() throws Exception {
    bed.verify(bed.verification().at("restored", () -> bed.run(bed.backup("beside", 1))));
    assertThat(bed.repository.list(TestBed.DATABASE)).hasSize(2);
  }

  @Test
  void anAttemptAfterOneThatWasKilledAnywhereComesToOneVerdictAndLeavesNothing() throws Exception {
    for (String step :
        new String[] {
          "lock-held",
          "backup-taken",
          "archive-verified",
          "database-created",
          "restore-running",
          "restored",
          "rows-compared",
          "compared",
          "scratch-dropped",
          "verdict-written",
          "done"
        }) {
      String operation = "killed-" + step;
      int before = verdicts().size();
      assertThatThrownBy(() -> bed.verify(bed.verification(operation, 1).dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      TestAttempt<VerifyRequested> second = bed.verification(operation, 2);
      assertThat(TestBed.verified(bed.verify(second)).getRows()).as(step).isEqualTo(2001);
      assertThat(verdicts()).as(step).hasSize(before + 1);
      assertThat(bed.databases(ScratchDatabase.VERIFY_PREFIX)).as(step).isEmpty();
    }
  }

  @Test
  void anAttemptThatFindsTheVerdictOfItsOperationTakesItOver() throws Exception {
    archiveAfter("DELETE FROM t WHERE n = 77");
    assertThatThrownBy(() -> bed.verify(bed.verification("told", 1).dyingAt("verdict-written")))
        .isInstanceOf(InterruptedException.class);
    TestAttempt<VerifyRequested> second = bed.verification("told", 2);
    assertThat(disproved(second, FailureCode.VERIFICATION_MISMATCH).message())
        .contains("public.t has 1999 rows instead of 2000");
    assertThat(second.steps()).containsExactly("lock-held", "backup-taken", "done");
  }

  @Test
  void anOperationThatEndsWithoutAVerdictLeavesNothing() throws Exception {
    assertThatThrownBy(() -> bed.verify(bed.verification("cancelled", 1).dyingAt("restored")))
        .isInstanceOf(InterruptedException.class);
    assertThat(bed.databases(ScratchDatabase.VERIFY_PREFIX)).hasSize(1);
    try (TestAttempt<VerifyRequested> cleaning = bed.verification("cancelled", 1)) {
      bed.verifications.abandon(cleaning);
    }
    assertThat(bed.databases(ScratchDatabase.VERIFY_PREFIX)).isEmpty();
    assertThat(verdicts()).isEmpty();
  }

  @Test
  void aBackupThatIsRemovedWhileItIsVerifiedIsNotAnnouncedAnew() throws Exception {
    TestAttempt<VerifyRequested> attempt =
        bed.verification()
            .at(
                "compared",
                () ->
                    bed.repository.delete(TestBed.DATABASE, new BackupId(bed.latest().backupId())));
    assertThatThrownBy(() -> bed.verify(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND));
    assertThat(bed.files()).isEmpty();
  }

  @Test
  void theCollectionOfLeftoversKeepsVerdictsAndTheRemovalOfABackupTakesThemAlong()
      throws Exception {
    bed.verify(bed.verification());
    bed.repository.collectLeftovers(Instant.now().plus(Duration.ofDays(3)));
    assertThat(verdicts()).hasSize(1);
    bed.repository.delete(TestBed.DATABASE, new BackupId(bed.latest().backupId()));
    assertThat(bed.files()).isEmpty();
  }

  @Test
  void aVerificationIsMadeOnTheServerThatThePolicyNamesInALaneOfItsOwn() throws Exception {
    bed.close();
    open("{ server: other }");
    bed.run(bed.backup());
    TestAttempt<VerifyRequested> attempt = bed.verification();
    assertThat(attempt.target().lane()).isEqualTo("other/drover_verify_shop");
    VerificationSucceeded verified = TestBed.verified(bed.verify(attempt));
    assertThat(verified.getServer()).isEqualTo("other");
    assertThat(verified.getHashedTables()).isZero();
    assertThat(bed.latest().tableRows()).allMatch(rows -> rows.contentHash() == null);
  }

  /** Gives the newest backup the archive that a backup after this change has. */
  private void archiveAfter(String change) throws Exception {
    Manifest honest = bed.latest();
    bed.execute(ORIGINAL, change);
    bed.run(bed.backup("forged", 1));
    Manifest forged = bed.latest();
    assertThat(forged.backupId()).isNotEqualTo(honest.backupId());
    Path archive = archive(honest);
    Files.copy(archive(forged), archive, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Path manifest = archive.resolveSibling("manifest.json");
    ForgedManifest.edit(
        manifest,
        json ->
            ((ObjectNode) json.get("archive"))
                .put("bytes", forged.archive().bytes())
                .put("sha256", forged.archive().sha256())
                .put("dumpBytes", forged.archive().dumpBytes()));
    bed.repository.delete(TestBed.DATABASE, new BackupId(forged.backupId()));
  }

  private OperationFailure disproved(String code) throws Exception {
    return disproved(bed.verification(), code);
  }

  /** The failure of a verification that must come to a bad verdict, recorded and announced. */
  private OperationFailure disproved(TestAttempt<VerifyRequested> attempt, String code)
      throws Exception {
    Outcome outcome = bed.verify(attempt);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    OperationFailure failure = ((Outcome.Failed) outcome).failure();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.remedy()).isEqualTo("./drover backup shop");
    Verdict newest = verdicts().getFirst();
    assertThat(newest.outcome()).isEqualTo(Verdict.FAILED);
    assertThat(newest.operationId()).isEqualTo(attempt.operationId());
    assertThat(newest.why()).isEqualTo(failure.message());
    assertThat(announced(outcome).getVerdict()).isEqualTo("failed");
    assertThat(announced(outcome).getVerdictWhy()).isEqualTo(failure.message());
    assertThat(bed.databases(ScratchDatabase.VERIFY_PREFIX)).isEmpty();
    return failure;
  }

  private static BackupCommitted announced(Outcome outcome) {
    List<Outcome.Announcement> announcements =
        switch (outcome) {
          case Outcome.Done done -> done.announcements();
          case Outcome.Failed failed -> failed.announcements();
          default -> List.of();
        };
    assertThat(announcements).hasSize(1);
    return (BackupCommitted) Objects.requireNonNull(announcements.getFirst().body());
  }

  private List<Verdict> verdicts() throws Exception {
    Manifest manifest = bed.latest();
    return bed.repository.verdicts().list(manifest.database(), new BackupId(manifest.backupId()));
  }

  private Path archive(Manifest manifest) {
    return bed.root
        .resolve(manifest.database())
        .resolve(manifest.backupId())
        .resolve(manifest.archive().file());
  }

  private void inScratch(String sql) throws Exception {
    bed.execute(bed.databases(ScratchDatabase.VERIFY_PREFIX).getFirst(), sql);
  }
}
