package io.drover.backup.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.BackupsScrubbed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.ScrubFinding;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubTest {
  private static final String ORIGINAL = "scrub_original";
  private static final int FLIPS = 1000;
  private static final int WHOLE_RESTORES = 12;
  private static final long SEED = 20261121;

  private TestBed bed;
  private Path copiesRoot;
  private String older;
  private String newer;

  /** Two backups, the older one pinned, verified and copied. */
  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = TestBed.copying(folder, ORIGINAL);
    copiesRoot = folder.resolve("copies");
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL, "CREATE TABLE t AS SELECT n, md5(n::text) m FROM generate_series(1, 500) n");
    update("TRUNCATE backup_removal, backup_use, backup_copy, operation CASCADE");
    older = bed.run(bed.backup("older", 1)).getBackupId();
    bed.verify(bed.verification());
    work("pin", older);
    work("copy", older);
    newer = bed.run(bed.backup("newer", 1)).getBackupId();
  }

  @AfterEach
  void close() throws Exception {
    update("TRUNCATE operation CASCADE");
    bed.drop(ORIGINAL);
    bed.drop(ORIGINAL + "_again");
    bed.close();
  }

  private void update(String sql) throws Exception {
    bed.state.change(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  private void work(String action, String backup) throws Exception {
    bed.runMaintenance(bed.maintenance(UUID.randomUUID().toString(), 1, action, backup, false));
  }

  private TestAttempt<MaintenanceRequested> scrub() {
    return bed.maintenance(UUID.randomUUID().toString(), 1, "scrub", null, false);
  }

  private static BackupsScrubbed fact(TestAttempt<MaintenanceRequested> attempt) {
    return (BackupsScrubbed) attempt.facts().getFirst();
  }

  /** What a scrub finds: repository, backup and file. */
  private Outcome run(TestAttempt<MaintenanceRequested> attempt) throws Exception {
    try (attempt) {
      return bed.maintenance.handle(attempt);
    }
  }

  private static List<String> places(TestAttempt<MaintenanceRequested> attempt) {
    return fact(attempt).getFindings().stream().map(ScrubTest::place).toList();
  }

  private static String place(ScrubFinding finding) {
    return finding.getRepository() + "/" + finding.getBackupId() + "/" + finding.getFile();
  }

  private Path file(String backup, String name) {
    return bed.root.resolve(TestBed.DATABASE).resolve(backup).resolve(name);
  }

  private Manifest manifest(String backup) throws Exception {
    return bed.repository.find(TestBed.DATABASE, new BackupId(backup)).orElseThrow();
  }

  private static void flip(Path file, long bit) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    Files.write(file, bytes);
  }

  @Test
  void soundBackupsAreReadWholeAndCounted() throws Exception {
    TestAttempt<MaintenanceRequested> attempt = scrub();
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);

    BackupsScrubbed fact = fact(attempt);
    assertThat(fact.getFindingsCount()).isZero();
    assertThat(fact.getRepositories())
        .extracting(
            each -> each.getRepository() + " " + each.getBackups() + " " + each.getHealthy())
        .containsExactly("default 2 2", "copies 1 1");
    long stored = 0;
    for (String name : bed.files()) {
      stored += Files.size(bed.root.resolve(name));
    }
    assertThat(fact.getRepositories().getFirst().getBytesRead()).isEqualTo(stored);
    assertThat(fact.getRepositories().getFirst().getFiles()).isEqualTo(bed.files().size());
  }

  @Test
  void theRemedyForADamagedArchiveWithoutACopyRemovesIt() {
    Findings findings = new Findings("shop", bed.repository, null);

    assertThat(findings.of(bed.repository, newer, "database-1.dump", "damaged", "").getRemedy())
        .isEqualTo("./drover remove shop --backup " + newer + " # and then ./drover backup shop");
    assertThat(findings.of(bed.repository, newer, "", "missing", "").getRemedy())
        .isEqualTo("./drover backup shop");
  }

  @Test
  void aDamagedArchiveIsNamedGetsABadVerdictAndIsToldInTheCatalogue() throws Exception {
    Path archive = file(newer, manifest(newer).archive().file());
    flip(archive, 800);
    TestAttempt<MaintenanceRequested> attempt = scrub();
    Outcome.Failed failed = (Outcome.Failed) run(attempt);

    assertThat(failed.failure().code()).isEqualTo(FailureCode.BACKUP_CORRUPT);
    assertThat(failed.failure().message()).contains(newer + "/" + archive.getFileName());
    assertThat(failed.failure().remedy()).contains("./drover restore shop --backup " + newer);
    assertThat(places(attempt)).containsExactly("default/" + newer + "/" + archive.getFileName());
    BackupCommitted told =
        (BackupCommitted) Objects.requireNonNull(attempt.announcements().getFirst().body());
    assertThat(told.getBackupId()).isEqualTo(newer);
    assertThat(told.getVerdict()).isEqualTo("failed");

    TestAttempt<MaintenanceRequested> again = scrub();
    assertThat(run(again)).isInstanceOf(Outcome.Failed.class);
    assertThat(bed.repository.verdicts().list(TestBed.DATABASE, new BackupId(newer))).hasSize(1);
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    update(
        """
        INSERT INTO operation (kind, operation_id, accepted_order, database, digest, state, sequence, request,
          accepted_at, expires_at, deadline, finished_at)
        VALUES ('backup', 'newer', 1, 'shop', '', 'SUCCEEDED', 3, '', '2026-11-21T12:00:00Z', now(), now(), now())
        """);
    bed.repository.delete(TestBed.DATABASE, new BackupId(newer));
    bed.repositories.requireCopiesOf(bed.entry()).delete(TestBed.DATABASE, new BackupId(older));
    Files.delete(file(older, manifest(older).archive().file()));

    TestAttempt<MaintenanceRequested> attempt = scrub();
    assertThat(run(attempt)).isInstanceOf(Outcome.Failed.class);
    assertThat(places(attempt))
        .containsExactlyInAnyOrder(
            "default/" + newer + "/",
            "copies/" + older + "/",
            "default/" + older + "/" + manifest(older).archive().file());
    assertThat(fact(attempt).getFindings())
        .extracting(ScrubFinding::getProblem)
        .containsOnly("missing");
  }

  @Test
  void aBackupThatIsRemovedWhileItIsReadIsNotDamaged() throws Exception {
    TestAttempt<MaintenanceRequested> attempt = scrub();
    attempt.at("scrub-reading", () -> bed.repository.delete(TestBed.DATABASE, new BackupId(newer)));
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aThousandFlippedBitsAreAllFoundAndNoneReachesADatabase() throws Exception {
    Random random = new Random(SEED);
    List<Path> files = new ArrayList<>();
    for (String name : bed.files()) {
      if (name.contains(older)) {
        files.add(bed.root.resolve(name));
      }
    }
    try (var copies = Files.walk(copiesRoot)) {
      copies.filter(Files::isRegularFile).forEach(files::add);
    }
    assertThat(files).hasSize(9);
    for (int i = 0; i < FLIPS; i++) {
      Path file = files.get(random.nextInt(files.size()));
      long bit = random.nextLong(Files.size(file) * 8);
      flip(file, bit);
      String where = "flip %d: bit %d of %s".formatted(i, bit, file);
      assertThat(found()).as(where).containsExactly(expected(file));
      refused(file, where);
      if (i % (FLIPS / WHOLE_RESTORES) == 0) {
        restoreIsRefused(file, where);
      }
      flip(file, bit);
    }
    assertThat(found()).isEmpty();
    assertThat(bed.databases(ORIGINAL + "_again")).isEmpty();
    assertThat(bed.databases("drover_restore_")).isEmpty();
  }

  /** Readers of the real code, without the ledger's part of a scrub. */
  private List<String> found() throws Exception {
    List<String> found = new ArrayList<>();
    var first = bed.repository;
    var copies = bed.repositories.requireCopiesOf(bed.entry());
    Findings remedies = new Findings(TestBed.DATABASE, first, copies);
    for (var repository : List.of(first, copies)) {
      RepositoryScrub scrub =
          new RepositoryScrub(repository, TestBed.DATABASE, remedies, bytes -> {});
      scrub.read(new BackupId(older));
      scrub.findings().forEach(each -> found.add(place(each)));
    }
    return found;
  }

  private String expected(Path file) {
    return (file.startsWith(copiesRoot) ? "copies/" : "default/")
        + older
        + "/"
        + file.getFileName();
  }

  /** What a restore and a verification read before anything else. */
  private void refused(Path file, String where) throws Exception {
    boolean copy = file.startsWith(copiesRoot);
    var repository = copy ? bed.repositories.requireCopiesOf(bed.entry()) : bed.repository;
    String name = file.getFileName().toString();
    if (name.startsWith("verdict-")) {
      assertThat(repository.verdicts().list(TestBed.DATABASE, new BackupId(older)))
          .as(where)
          .isEmpty();
    } else if (name.equals("pin.json")) {
      assertThat(repository.pins().find(TestBed.DATABASE, new BackupId(older)).orElseThrow().by())
          .as(where)
          .isEmpty();
    } else if (name.equals("copy.json")) {
      assertThat(repository.copies().find(TestBed.DATABASE, new BackupId(older)))
          .as(where)
          .isEmpty();
    } else {
      OperationFailure failure =
          Assertions.catchThrowableOfType(
              OperationFailure.class,
              () ->
                  ArchiveReader.hash(
                      repository,
                      repository.find(TestBed.DATABASE, new BackupId(older)).orElseThrow(),
                      bytes -> {}));
      assertThat(failure.code()).as(where).isEqualTo(FailureCode.BACKUP_CORRUPT);
    }
  }

  private void restoreIsRefused(Path file, String where) throws Exception {
    String name = file.getFileName().toString();
    if (Set.of("pin.json", "copy.json").contains(name) || name.startsWith("verdict-")) {
      return;
    }
    var command =
        RestoreRequested.newBuilder()
            .setOperationId(UUID.randomUUID().toString())
            .setDatabase(TestBed.DATABASE)
            .setBackupId(older)
            .setTargetName(ORIGINAL + "_again")
            .setFromCopy(file.startsWith(copiesRoot))
            .build();
    OperationFailure failure =
        Assertions.catchThrowableOfType(
            OperationFailure.class, () -> bed.runRestore(bed.restore(command, 1)));
    assertThat(failure.code()).as(where).isEqualTo(FailureCode.BACKUP_CORRUPT);
    bed.restores.abandon(bed.restore(command, 2));
  }
}
