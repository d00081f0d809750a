package io.drover.backup.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.BackupId;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.CatalogueRebuilt;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.Outcome.Announcement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildTest {
  private static final String ORIGINAL = "rebuild_original";

  private TestBed bed;
  private String pinned;
  private String plain;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = TestBed.copying(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE t AS SELECT generate_series(1, 10) n");
    update("TRUNCATE backup_removal, backup_use, backup_copy, operation CASCADE");
    pinned = bed.run(bed.backup("pinned", 1)).getBackupId();
    bed.verify(bed.verification());
    work("pin", pinned);
    work("copy", pinned);
    plain = bed.run(bed.backup("plain", 1)).getBackupId();
  }

  @AfterEach
  void close() throws Exception {
    update("TRUNCATE operation CASCADE");
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

  private void work(String action, String backup) throws Exception {
    bed.runMaintenance(bed.maintenance(UUID.randomUUID().toString(), 1, action, backup, false));
  }

  private void operation(String id, String state) throws Exception {
    update(
        """
        INSERT INTO operation (kind, operation_id, accepted_order, database, digest, state, sequence, request,
          accepted_at, expires_at, deadline, finished_at)
        VALUES ('backup', '%1$s', 1, 'shop', '', '%2$s', 3, '', '2026-11-21T12:00:00Z', now(), now(), %3$s)
        """
            .formatted(id, state, state.equals("RUNNING") ? "NULL" : "now()"));
  }

  private TestAttempt<MaintenanceRequested> rebuild(@Nullable String repository) {
    return bed.maintenance(
        MaintenanceRequested.newBuilder()
            .setOperationId(UUID.randomUUID().toString())
            .setDatabase(TestBed.DATABASE)
            .setRequestedBy("ann")
            .setAction(RebuildAction.NAME)
            .setRepository(repository)
            .build(),
        1);
  }

  private Outcome run(TestAttempt<MaintenanceRequested> attempt) throws Exception {
    try (attempt) {
      bed.maintenance.admit(attempt.command(), bed.entry());
      return bed.maintenance.handle(attempt);
    }
  }

  private static CatalogueRebuilt last(TestAttempt<MaintenanceRequested> attempt) {
    return (CatalogueRebuilt) attempt.facts().getLast();
  }

  private static List<String> announced(TestAttempt<MaintenanceRequested> attempt) {
    return attempt.announcements().stream().map(Announcement::key).toList();
  }

  private static BackupCommitted of(TestAttempt<MaintenanceRequested> attempt, String id) {
    return attempt.announcements().stream()
        .filter(each -> each.key().equals(id))
        .map(each -> (BackupCommitted) Objects.requireNonNull(each.body()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyBackupIsAnnouncedWithItsPinItsVerdictAndItsCopy() throws Exception {
    TestAttempt<MaintenanceRequested> attempt = rebuild(null);
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);

    assertThat(announced(attempt)).containsExactlyInAnyOrder(pinned, plain);
    BackupCommitted told = of(attempt, pinned);
    assertThat(told.getPinnedBy()).isEqualTo("ann");
    assertThat(told.getVerdict()).isEqualTo("verified");
    assertThat(told.getCopyRepository()).isEqualTo("copies");
    assertThat(of(attempt, plain).getCopyRepository()).isNull();
    assertThat(last(attempt).getAnnounced()).isEqualTo(2);
    assertThat(last(attempt).getComplete()).isTrue();
  }

  @Test
  void aLostRepositoryIsReplacedByItsCopies() throws Exception {
    TestAttempt<MaintenanceRequested> attempt = rebuild("copies");
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);
    assertThat(announced(attempt)).containsExactly(pinned);
    BackupCommitted told = of(attempt, pinned);
    assertThat(told.getRepository()).isEqualTo("copies");
    assertThat(told.getPinnedBy()).isEqualTo("ann");
    assertThat(told.getVerdict()).isEqualTo("verified");

    assertThatThrownBy(() -> run(rebuild("elsewhere")))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST));
  }

  @Test
  void aDamagedManifestIsNamedAndTheOthersAreAnnounced() throws Exception {
    Path manifest = bed.root.resolve(TestBed.DATABASE).resolve(plain).resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("shop", "shod"));
    TestAttempt<MaintenanceRequested> attempt = rebuild(null);
    Outcome.Failed failed = (Outcome.Failed) run(attempt);
    assertThat(failed.failure().code()).isEqualTo(FailureCode.BACKUP_CORRUPT);
    assertThat(failed.failure().message()).contains(plain);
    assertThat(announced(attempt)).containsExactly(pinned);
    assertThat(last(attempt).getDamaged()).containsExactly(plain);
  }

  @Test
  void whatTheLedgerKnowsAndNoRepositoryHasIsWithdrawn() throws Exception {
    operation("plain", "SUCCEEDED");
    operation("pinned", "SUCCEEDED");
    bed.repository.delete(TestBed.DATABASE, new BackupId(plain));
    TestAttempt<MaintenanceRequested> attempt = rebuild(null);
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);
    assertThat(attempt.announcements())
        .contains(Announcement.tombstone(Topics.BACKUPS, plain))
        .hasSize(2);
    assertThat(last(attempt).getWithdrawn()).isEqualTo(1);
  }

  @Test
  void anEmptyRepositoryWithdrawsNothing() throws Exception {
    operation("plain", "SUCCEEDED");
    bed.repository.delete(TestBed.DATABASE, new BackupId(plain));
    bed.repository.delete(TestBed.DATABASE, new BackupId(pinned));
    TestAttempt<MaintenanceRequested> attempt = rebuild(null);
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);
    assertThat(attempt.announcements()).isEmpty();
  }

  @Test
  void whatAnOperationMayYetTakeAwayIsNotAnnounced() throws Exception {
    operation("plain", "RUNNING");
    TestAttempt<MaintenanceRequested> attempt = rebuild(null);
    assertThat(run(attempt)).isInstanceOf(Outcome.Done.class);
    assertThat(announced(attempt)).containsExactly(pinned);
  }

  @Test
  void aRebuildThatWasKilledBeginsAgain() throws Exception {
    TestAttempt<MaintenanceRequested> killed = rebuild(null).dyingAt("catalogue-part-announced");
    assertThatThrownBy(() -> run(killed)).isInstanceOf(InterruptedException.class);
    TestAttempt<MaintenanceRequested> next = rebuild(null);
    assertThat(run(next)).isInstanceOf(Outcome.Done.class);
    assertThat(announced(next)).containsExactlyInAnyOrder(pinned, plain);
  }
}
