package io.drover.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.retention.RemovalTable.Removal;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.BackupDecision;
import io.drover.schemas.BackupRemoved;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final String ORIGINAL = "retention_original";

  private TestBed bed;
  private Path shop;
  private String newest;
  private final List<String> ids = new ArrayList<>();

  /** Five backups, of which the policy keeps the last two. */
  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE t AS SELECT generate_series(1, 10) n");
    update("TRUNCATE backup_removal, backup_use");
    for (int i = 0; i < 4; i++) {
      ids.add(bed.run(bed.backup()).getBackupId());
    }
    newest = bed.run(bed.backup()).getBackupId();
    shop = bed.root.resolve(TestBed.DATABASE);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
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

  private TestAttempt<MaintenanceRequested> attempt(
      String operationId, int number, String action, @Nullable String backupId) {
    return bed.maintenance(operationId, number, action, backupId, false);
  }

  private TestAttempt<MaintenanceRequested> attempt(String action, @Nullable String backupId) {
    return attempt(UUID.randomUUID().toString(), 1, action, backupId);
  }

  private List<String> present() throws Exception {
    return bed.repository.list(TestBed.DATABASE).stream().map(each -> each.backupId()).toList();
  }

  private static List<String> removed(TestAttempt<MaintenanceRequested> attempt) {
    return attempt.facts().stream().map(fact -> ((BackupRemoved) fact).getBackupId()).toList();
  }

  private void fails(String code, TestAttempt<MaintenanceRequested> attempt) {
    assertThatThrownBy(() -> bed.runMaintenance(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.remedy()).isNotEmpty();
            });
  }

  /** An operation of the ledger that has or has not ended. */
  private void operation(String operationId, boolean ended) throws Exception {
    update(
        """
        DELETE FROM operation WHERE operation_id = '%1$s';
        INSERT INTO operation (kind, operation_id, accepted_order, database, digest, state, sequence, request,
          accepted_at, expires_at, deadline, finished_at)
        VALUES ('restore', '%1$s', 1, 'shop', '', '%2$s', 3, '', now(), now(), now(), %3$s)
        """
            .formatted(operationId, ended ? "SUCCEEDED" : "RUNNING", ended ? "now()" : "NULL"));
  }

  @Test
  void whatNoRuleKeepsGoesOldestFirstEachWithAFactAndATombstone() throws Exception {
    long removable =
        bed.repository.list(TestBed.DATABASE).stream()
            .filter(manifest -> ids.subList(0, 3).contains(manifest.backupId()))
            .mapToLong(manifest -> manifest.archive().bytes())
            .sum();
    TestAttempt<MaintenanceRequested> attempt = attempt("retain", null);
    MaintenanceSucceeded done = bed.runMaintenance(attempt);

    assertThat(present()).containsExactly(newest, ids.get(3));
    assertThat(removed(attempt)).containsExactly(ids.get(0), ids.get(1), ids.get(2));
    assertThat(attempt.announcements())
        .containsExactly(
            Announcement.tombstone(Topics.BACKUPS, ids.get(0)),
            Announcement.tombstone(Topics.BACKUPS, ids.get(1)),
            Announcement.tombstone(Topics.BACKUPS, ids.get(2)));
    assertThat(shop.resolve(ids.getFirst())).doesNotExist();
    assertThat(done.getRemovedCount()).isEqualTo(3);
    assertThat(done.getKeptCount()).isEqualTo(2);
    assertThat(done.getBytesFreed()).isEqualTo(removable);
    assertThat(done.getKept())
        .extracting(BackupDecision::getReason)
        .containsExactly("newest, last 2", "last 2");
  }

  @Test
  void aDryRunTellsTheSameAndChangesNothing() throws Exception {
    TestAttempt<MaintenanceRequested> attempt = bed.maintenance("dry", 1, "retain", null, true);
    MaintenanceSucceeded done = bed.runMaintenance(attempt);

    assertThat(done.getDryRun()).isTrue();
    assertThat(done.getRemoved())
        .extracting(BackupDecision::getBackupId)
        .containsExactly(ids.get(0), ids.get(1), ids.get(2));
    assertThat(present()).hasSize(5);
    assertThat(attempt.facts()).isEmpty();
    assertThat(attempt.announcements()).isEmpty();
  }

  @Test
  void anAttemptAfterOneThatWasKilledAnywhereStatesEachRemovalOnce() throws Exception {
    for (String step : List.of("retention-planned", "removal-noted", "backup-removed")) {
      TestAttempt<MaintenanceRequested> killed =
          attempt("op-" + step, 1, "retain", null).dyingAt(step);
      assertThatThrownBy(() -> bed.runMaintenance(killed)).isInstanceOf(InterruptedException.class);
      assertThat(removed(killed)).isEmpty();
    }
    TestAttempt<MaintenanceRequested> killed = attempt("op", 1, "retain", null);
    assertThatThrownBy(() -> bed.runMaintenance(killed.dyingAt("removal-stated")))
        .isInstanceOf(InterruptedException.class);
    TestAttempt<MaintenanceRequested> next = attempt("op", 2, "retain", null);
    MaintenanceSucceeded done = bed.runMaintenance(next);

    List<String> stated = new ArrayList<>(removed(killed));
    stated.addAll(removed(next));
    assertThat(stated).containsExactly(ids.get(0), ids.get(1), ids.get(2));
    assertThat(done.getRemoved())
        .extracting(BackupDecision::getBackupId)
        .containsExactly(ids.get(0), ids.get(1), ids.get(2));
    assertThat(present()).containsExactly(newest, ids.get(3));
  }

  @Test
  void aKillBetweenManifestAndFilesIsBroughtToItsEnd() throws Exception {
    TestAttempt<MaintenanceRequested> killed =
        attempt("half", 1, "retain", null).dyingAt("removal-noted");
    assertThatThrownBy(() -> bed.runMaintenance(killed)).isInstanceOf(InterruptedException.class);
    Files.delete(shop.resolve(ids.getFirst()).resolve("manifest.json"));

    TestAttempt<MaintenanceRequested> next = attempt("half", 2, "retain", null);
    bed.runMaintenance(next);
    assertThat(removed(next)).startsWith(ids.getFirst()).doesNotHaveDuplicates();
    assertThat(shop.resolve(ids.getFirst())).doesNotExist();
  }

  @Test
  void anOperationThatEndsWithoutSuccessBringsTheRemovalItBeganToItsEnd() throws Exception {
    assertThatThrownBy(
            () ->
                bed.runMaintenance(
                    attempt("cancelled", 1, "retain", null).dyingAt("removal-noted")))
        .isInstanceOf(InterruptedException.class);
    TestAttempt<MaintenanceRequested> cleaning = attempt("cancelled", 1, "retain", null);
    bed.maintenance.abandon(cleaning);

    assertThat(removed(cleaning)).containsExactly(ids.getFirst());
    assertThat(present()).hasSize(4);
  }

  @Test
  void aRepositoryThatGoesAwayFailsTheRunAndTheNextOneConverges() throws Exception {
    Path away = bed.root.resolveSibling("away");
    TestAttempt<MaintenanceRequested> unlucky =
        attempt("unlucky", 1, "retain", null).at("removal-noted", () -> Files.move(bed.root, away));
    fails(FailureCode.REPOSITORY_UNAVAILABLE, unlucky);
    assertThat(unlucky.facts()).isEmpty();
    Files.move(away, bed.root);

    TestAttempt<MaintenanceRequested> next = attempt("unlucky", 2, "retain", null);
    bed.runMaintenance(next);
    assertThat(removed(next)).containsExactly(ids.get(0), ids.get(1), ids.get(2));
  }

  @Test
  void aBackupThatAnOpenOperationReadsStaysUntilThatHasEnded() throws Exception {
    operation("reading", false);
    bed.uses.take("restore", "reading", TestBed.DATABASE, ids.getFirst());

    MaintenanceSucceeded done = bed.runMaintenance(attempt("retain", null));
    assertThat(present()).containsExactly(newest, ids.get(3), ids.get(0));
    assertThat(done.getKept()).extracting(BackupDecision::getReason).contains("in use");
    fails(FailureCode.BUSY, attempt("remove", ids.getFirst()));

    operation("reading", true);
    bed.runMaintenance(attempt("retain", null));
    assertThat(present()).containsExactly(newest, ids.get(3));
  }

  @Test
  void aBackupTakenAfterThePlanStaysAndIsToldAsInUse() throws Exception {
    operation("reading", false);
    TestAttempt<MaintenanceRequested> attempt =
        attempt("retain", null)
            .at(
                "retention-planned",
                () -> bed.uses.take("restore", "reading", TestBed.DATABASE, ids.get(1)));
    MaintenanceSucceeded done = bed.runMaintenance(attempt);

    assertThat(removed(attempt)).containsExactly(ids.get(0), ids.get(2));
    assertThat(done.getKept().getLast().getBackupId()).isEqualTo(ids.get(1));
    assertThat(present()).contains(ids.get(1));
  }

  @Test
  void aBackupWhoseRemovalHasBegunCannotBeRestoredAnyMore() throws Exception {
    assertThatThrownBy(
            () -> bed.runMaintenance(attempt("begun", 1, "retain", null).dyingAt("removal-noted")))
        .isInstanceOf(InterruptedException.class);
    assertThat(present()).contains(ids.getFirst());

    assertThatThrownBy(() -> bed.runRestore(bed.restore(ids.getFirst(), "retention_copy")))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND));
    fails(FailureCode.BACKUP_NOT_FOUND, attempt("pin", ids.getFirst()));
  }

  @Test
  void ofAUseAndARemovalAtOnceExactlyOneIsNoted() throws Exception {
    RemovalTable table = RemovalTable.open(bed.state);
    operation("racing", false);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 40; i++) {
        String id = "race-" + i;
        CyclicBarrier together = new CyclicBarrier(2);
        Future<Boolean> used =
            threads.submit(
                () -> {
                  together.await();
                  try {
                    bed.uses.take("restore", "racing", TestBed.DATABASE, id);
                    return true;
                  } catch (OperationFailure removed) {
                    return false;
                  }
                });
        Future<Boolean> removed =
            threads.submit(
                () -> {
                  together.await();
                  return table.note(TestBed.DATABASE, new Removal(id, "race", 1), List.of(), "op");
                });
        assertThat(used.get()).isNotEqualTo(removed.get());
      }
    }
  }

  @Test
  void aPinnedBackupStaysIsAnnouncedAsSuchAndGoesOnceItIsUnpinned() throws Exception {
    TestAttempt<MaintenanceRequested> pinning = attempt("pin", ids.getFirst());
    bed.runMaintenance(pinning);
    BackupCommitted pinned = announced(pinning);
    assertThat(pinned.getPinnedBy()).isEqualTo("ann");
    assertThat(pinned.getPinnedReason()).isEqualTo("a test");
    assertThat(pinned.getPinnedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:00Z"));
    bed.repository.collectLeftovers(Instant.now().plus(Duration.ofDays(2)));

    bed.runMaintenance(attempt("retain", null));
    assertThat(present()).containsExactly(newest, ids.get(3), ids.get(0));
    fails(FailureCode.NOT_PERMITTED, attempt("remove", ids.getFirst()));

    TestAttempt<MaintenanceRequested> unpinning = attempt("unpin", ids.getFirst());
    bed.runMaintenance(unpinning);
    assertThat(announced(unpinning).getPinnedAt()).isNull();
    bed.runMaintenance(attempt("retain", null));
    assertThat(present()).containsExactly(newest, ids.get(3));
  }

  private static BackupCommitted announced(TestAttempt<MaintenanceRequested> attempt) {
    return (BackupCommitted) Objects.requireNonNull(attempt.announcements().getFirst().body());
  }

  @Test
  void oneBackupIsRemovedOnceHoweverOftenItsOperationIsRun() throws Exception {
    TestAttempt<MaintenanceRequested> first = attempt("one", 1, "remove", ids.get(2));
    bed.runMaintenance(first);
    MaintenanceSucceeded again = bed.runMaintenance(attempt("one", 2, "remove", ids.get(2)));

    assertThat(removed(first)).containsExactly(ids.get(2));
    assertThat(again.getRemovedCount()).isEqualTo(1);
    assertThat(present()).hasSize(4);
    fails(FailureCode.BACKUP_NOT_FOUND, attempt("remove", ids.get(2)));
  }

  @Test
  void aRemovalTellsHowManyBackupsAreLeft() throws Exception {
    int before = present().size();

    MaintenanceSucceeded done = bed.runMaintenance(attempt("one", 1, "remove", ids.get(2)));
    MaintenanceSucceeded again = bed.runMaintenance(attempt("one", 2, "remove", ids.get(2)));

    assertThat(done.getKeptCount()).isEqualTo(before - 1);
    assertThat(again.getKeptCount()).isEqualTo(before - 1);
  }

  @Test
  void theNewestBackupIsNotRemovedAndADamagedOneIs() throws Exception {
    fails(FailureCode.NOT_PERMITTED, attempt("remove", newest));
    Files.writeString(shop.resolve(ids.get(1)).resolve("manifest.json"), "{");
    bed.runMaintenance(attempt("remove", ids.get(1)));
    assertThat(shop.resolve(ids.get(1))).doesNotExist();
  }

  @Test
  void aBackupWhoseManifestCannotBeReadIsRemovedByNoRule() throws Exception {
    Files.writeString(shop.resolve(ids.getFirst()).resolve("manifest.json"), "{");
    bed.runMaintenance(attempt("retain", null));
    assertThat(shop.resolve(ids.getFirst()).resolve("manifest.json")).exists();
  }

  @Test
  void whatIsNoActionOrNoBackupIsRefusedBeforeAnythingIsDone() {
    fails(FailureCode.INVALID_REQUEST, attempt("burn", null));
    fails(FailureCode.INVALID_REQUEST, attempt("pin", null));
    fails(FailureCode.INVALID_REQUEST, attempt("remove", "../../etc"));
    fails(FailureCode.BACKUP_NOT_FOUND, attempt("unpin", "20200101T000000Z-00000000"));
  }
}
