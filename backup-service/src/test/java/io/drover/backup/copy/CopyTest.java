package io.drover.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.BackupCopied;
import io.drover.schemas.BackupRemoved;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyTest {
  private static final String ORIGINAL = "copy_original";

  private TestBed bed;
  private BackupRepository copies;
  private Path copiesRoot;
  private String backupId;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = TestBed.copying(folder, ORIGINAL);
    copies = bed.repositories.requireCopiesOf(bed.entry());
    copiesRoot = folder.resolve("copies");
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE t AS SELECT generate_series(1, 1000) n");
    bed.state.change(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("TRUNCATE backup_removal, backup_use, backup_copy");
          }
        });
    backupId = bed.run(bed.backup()).getBackupId();
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(ORIGINAL + "_again");
    bed.close();
  }

  private TestAttempt<MaintenanceRequested> copy(String operationId, int number) {
    return bed.maintenance(operationId, number, "copy", backupId, false);
  }

  private TestAttempt<MaintenanceRequested> copy() {
    return copy(UUID.randomUUID().toString(), 1);
  }

  private TestAttempt<MaintenanceRequested> work(String action, @Nullable String backup) {
    return bed.maintenance(UUID.randomUUID().toString(), 1, action, backup, false);
  }

  private Manifest original() throws Exception {
    return bed.repository.find(TestBed.DATABASE, new BackupId(backupId)).orElseThrow();
  }

  private Manifest copied() throws Exception {
    return copies.find(TestBed.DATABASE, new BackupId(backupId)).orElseThrow();
  }

  private Path archive(Path root, Manifest manifest) {
    return root.resolve(TestBed.DATABASE).resolve(backupId).resolve(manifest.archive().file());
  }

  private static void flip(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
  }

  private void assertTrueCopy() throws Exception {
    assertThat(archive(copiesRoot, copied())).hasSameBinaryContentAs(archive(bed.root, original()));
    assertThat(copied()).isEqualTo(original().withArchiveFile(copied().archive().file()));
    try (var files = Files.list(archive(copiesRoot, copied()).getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("manifest.json", copied().archive().file());
    }
  }

  private TestAttempt<RestoreRequested> restore(String id, boolean fromCopy) {
    return bed.restore(
        RestoreRequested.newBuilder()
            .setOperationId(UUID.randomUUID().toString())
            .setDatabase(TestBed.DATABASE)
            .setBackupId(id)
            .setTargetName(ORIGINAL + "_again")
            .setFromCopy(fromCopy)
            .build(),
        1);
  }

  private static OperationFailure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(OperationFailure.class, c);
  }

  @Test
  void aCopyIsTheSameBackupInTheOtherRepositoryAndIsToldOf() throws Exception {
    TestAttempt<MaintenanceRequested> attempt = copy();
    bed.runMaintenance(attempt);

    assertTrueCopy();
    BackupCopied fact = (BackupCopied) attempt.facts().getFirst();
    assertThat(fact.getRepository()).isEqualTo("copies");
    assertThat(fact.getCopiedBytes()).isEqualTo(original().archive().bytes());
    assertThat(fact.getSha256()).isEqualTo(original().archive().sha256());
    BackupCommitted told =
        (BackupCommitted) Objects.requireNonNull(attempt.announcements().getFirst().body());
    assertThat(told.getRepository()).isEqualTo("default");
    assertThat(told.getCopyRepository()).isEqualTo("copies");
    assertThat(told.getCopiedAt()).isNotNull();
  }

  @Test
  void pinAndVerdictsGoAlong() throws Exception {
    bed.runMaintenance(work("pin", backupId));
    bed.verify(bed.verification());
    bed.runMaintenance(copy());
    assertThat(copies.pins().find(TestBed.DATABASE, new BackupId(backupId))).isPresent();
    assertThat(copies.verdicts().list(TestBed.DATABASE, new BackupId(backupId))).hasSize(1);

    bed.runMaintenance(work("unpin", backupId));
    assertThat(copies.pins().pinned(TestBed.DATABASE, new BackupId(backupId))).isFalse();
  }

  @Test
  void anAttemptAfterOneThatWasKilledAnywhereTellsOfOneCopy() throws Exception {
    List<String> steps =
        List.of(
            "copy-backup-taken",
            "copy-running",
            "copy-archive-written",
            "copy-committed",
            "copy-marked",
            "copy-stated");
    for (String step : steps) {
      TestAttempt<MaintenanceRequested> killed = copy(step, 1).dyingAt(step);
      assertThatThrownBy(() -> bed.runMaintenance(killed))
          .as(step)
          .isInstanceOf(InterruptedException.class);
      TestAttempt<MaintenanceRequested> next = copy(step, 2);
      bed.runMaintenance(next);

      List<Object> facts = new ArrayList<>(killed.facts());
      facts.addAll(next.facts());
      assertThat(facts).as(step).singleElement().isInstanceOf(BackupCopied.class);
      assertTrueCopy();
      copies.delete(TestBed.DATABASE, new BackupId(backupId));
    }
  }

  @Test
  void aCancelledCopyLeavesNothing() throws Exception {
    assertThatThrownBy(() -> bed.runMaintenance(copy("c", 1).dyingAt("copy-archive-written")))
        .isInstanceOf(InterruptedException.class);
    Files.createDirectories(archive(copiesRoot, original()).getParent());
    Files.writeString(archive(copiesRoot, original()).resolveSibling("copy-0-1.dump.zst"), "half");
    bed.maintenance.abandon(copy("c", 1));
    assertThat(copiesRoot).isEmptyDirectory();
  }

  @Test
  void aDamagedCopyIsMadeAnew() throws Exception {
    bed.runMaintenance(copy());
    flip(archive(copiesRoot, copied()));
    TestAttempt<MaintenanceRequested> mending = copy();
    bed.runMaintenance(mending);
    assertThat(((BackupCopied) mending.facts().getFirst()).getCopiedBytes()).isPositive();
    assertTrueCopy();

    flip(archive(copiesRoot, copied()).resolveSibling("manifest.json"));
    bed.runMaintenance(copy());
    assertTrueCopy();
  }

  @Test
  void aDamagedBackupIsNotCopiedAndItsGoodCopyStays() throws Exception {
    flip(archive(bed.root, original()));
    assertThat(failure(() -> bed.runMaintenance(copy())).code())
        .isEqualTo(FailureCode.BACKUP_CORRUPT);
    assertThat(copiesRoot).isEmptyDirectory();

    flip(archive(bed.root, original()));
    bed.runMaintenance(copy());
    flip(archive(bed.root, original()));
    TestAttempt<MaintenanceRequested> again = copy();
    bed.runMaintenance(again);
    assertThat(((BackupCopied) again.facts().getFirst()).getCopiedBytes()).isZero();
  }

  @Test
  void aRestoreOfADamagedBackupNamesTheCommandThatRestoresItsCopy() throws Exception {
    bed.runMaintenance(copy());
    flip(archive(bed.root, original()));
    OperationFailure corrupt = failure(() -> bed.runRestore(restore(backupId, false)));
    assertThat(corrupt.code()).isEqualTo(FailureCode.BACKUP_CORRUPT);
    assertThat(corrupt.remedy())
        .isEqualTo(
            "./drover restore shop --backup %s --as %s_again --from-copy"
                .formatted(backupId, ORIGINAL));

    bed.repository.delete(TestBed.DATABASE, new BackupId(backupId));
    OperationFailure gone = failure(() -> bed.runRestore(restore(backupId, false)));
    assertThat(gone.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND);
    assertThat(gone.remedy()).endsWith("--from-copy");

    Files.delete(bed.root);
    OperationFailure away = failure(() -> bed.runRestore(restore("latest", false)));
    assertThat(away.code()).isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
    assertThat(away.retryable()).isTrue();
    assertThat(away.remedy()).contains(backupId).endsWith("--from-copy");

    assertThat(bed.runRestore(restore("latest", true)).getBackupId()).isEqualTo(backupId);
  }

  @Test
  void theSecondRepositoryAwayFailsTheCopyAndNothingElse() throws Exception {
    Files.delete(copiesRoot);
    OperationFailure away = failure(() -> bed.runMaintenance(copy()));
    assertThat(away.code()).isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
    assertThat(away.message()).contains(copiesRoot.toString());
    assertThat(away.retryable()).isTrue();
    Files.createDirectory(copiesRoot);
    bed.runMaintenance(copy());
    assertTrueCopy();
  }

  @Test
  void aRemovalTakesTheCopyAlongAndTellsOfBoth() throws Exception {
    bed.runMaintenance(copy());
    for (int i = 0; i < 2; i++) {
      bed.run(bed.backup("newer-" + i, 1));
    }
    TestAttempt<MaintenanceRequested> retain = work("retain", null);
    bed.runMaintenance(retain);

    assertThat(retain.facts())
        .extracting(fact -> ((BackupRemoved) fact).getCopyRepository())
        .containsExactly(null, "copies");
    assertThat(retain.announcements()).hasSize(1);
    assertThat(copiesRoot).isEmptyDirectory();
  }

  @Test
  void aRemovalGoesOnThoughTheCopyIsOutOfReachAndTakesItLater() throws Exception {
    bed.runMaintenance(copy());
    for (int i = 0; i < 2; i++) {
      bed.run(bed.backup("newer-" + i, 1));
    }
    Path unmounted = Files.move(copiesRoot, copiesRoot.resolveSibling("unmounted"));
    TestAttempt<MaintenanceRequested> retain = work("retain", null);
    assertThat(failure(() -> bed.runMaintenance(retain)).code())
        .isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
    assertThat(retain.facts()).hasSize(1);
    assertThat(bed.repository.find(TestBed.DATABASE, new BackupId(backupId))).isEmpty();

    Files.move(unmounted, copiesRoot);
    TestAttempt<MaintenanceRequested> next = work("retain", null);
    assertThat(bed.runMaintenance(next).getRemovedCount()).isZero();
    assertThat(next.facts())
        .singleElement()
        .extracting(fact -> ((BackupRemoved) fact).getCopyRepository())
        .isEqualTo("copies");
    assertThat(copiesRoot).isEmptyDirectory();
  }
}
