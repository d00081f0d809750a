package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupChoiceTest {
  private static final String ORIGINAL = "choice original";
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  private TestBed bed;
  private String first;
  private String second;

  @BeforeEach
  void backUpTwice(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    first = bed.run(bed.backup()).getBackupId();
    second = bed.run(bed.backup()).getBackupId();
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.close();
  }

  @Test
  void theSafetyBackupOfARestoreIsNotTheLatestOneButCanBeNamed() throws Exception {
    String safety =
        bed.run(bed.backup(request -> request.setRequestedBy("drover/restore/of-yesterday")))
            .getBackupId();
    assertThat(CatalogueRecord.of(bed.repository, manifest(safety)).body())
        .isInstanceOfSatisfying(
            BackupCommitted.class,
            told ->
                assertThat(told.getLabels())
                    .containsEntry("drover.before-restore", "of-yesterday"));
    verdict(second, Verdict.VERIFIED, LONG_AGO);
    verdict(safety, Verdict.VERIFIED, LONG_AGO);

    assertThat(chosen(command().setBackupId("latest"))).isEqualTo(second);
    assertThat(chosen(command())).isEqualTo(second);
    assertThat(chosen(command().setBackupId("").setBackupLabels(Map.of("why", "test"))))
        .isEqualTo(second);
    assertThat(chosen(command().setBackupId(safety))).isEqualTo(safety);
  }

  @Test
  void whereThereAreOnlySafetyBackupsLatestSaysHowToNameThem() throws Exception {
    String safety =
        bed.run(bed.backup(request -> request.setRequestedBy("drover/restore/of-yesterday")))
            .getBackupId();
    bed.repository.delete(TestBed.DATABASE, new BackupId(first));
    bed.repository.delete(TestBed.DATABASE, new BackupId(second));

    assertThatThrownBy(() -> chosen(command().setBackupId("latest")))
        .hasMessageContaining("chosen by their id")
        .hasMessageContaining(safety);
  }

  @Test
  void theBackupBeforeAMigrationMayBeTheLatestOne() throws Exception {
    String before =
        bed.run(bed.backup(request -> request.setRequestedBy("drover/migrate/of-yesterday")))
            .getBackupId();

    assertThat(chosen(command().setBackupId("latest"))).isEqualTo(before);
  }

  @Test
  void theNewestVerifiedBackupIsChosenThoughANewerOneIsThere() throws Exception {
    verdict(first, Verdict.VERIFIED, LONG_AGO);

    assertThat(chosen(command())).isEqualTo(first);

    verdict(second, Verdict.VERIFIED, LONG_AGO);
    assertThat(chosen(command())).isEqualTo(second);
  }

  @Test
  void aNewerBadVerdictTakesTheTrustAway() throws Exception {
    verdict(first, Verdict.VERIFIED, LONG_AGO);
    verdict(second, Verdict.VERIFIED, LONG_AGO);
    verdict(second, Verdict.FAILED, LONG_AGO.plusSeconds(1));

    assertThat(chosen(command())).isEqualTo(first);
  }

  @Test
  void whereNoneIsVerifiedTheFailureSaysHowToVerifyTheNewest() {
    assertThatThrownBy(() -> chosen(command()))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND);
              assertThat(failure.message()).contains("none is verified").contains(second);
              assertThat(failure.remedy()).isEqualTo("./drover verify shop --backup " + second);
            });
  }

  @Test
  void labelsAndTimeNarrowWhatIsVerified() throws Exception {
    verdict(first, Verdict.VERIFIED, LONG_AGO);
    assertThat(chosen(command().setBackupLabels(Map.of("why", "test")))).isEqualTo(first);
    assertThatThrownBy(() -> chosen(command().setBackupLabels(Map.of("why", "other"))))
        .hasMessageContaining("that the request describes");
    assertThatThrownBy(() -> chosen(command().setBackupBefore(Instant.EPOCH)))
        .hasMessageContaining("that the request describes");
  }

  @Test
  void aVerdictThatComesWhileAReplacementWaitsDoesNotChangeItsChoice() throws Exception {
    verdict(first, Verdict.VERIFIED, LONG_AGO);
    verdict(second, Verdict.VERIFIED, Instant.now().plusSeconds(3600));

    assertThat(chosen(command().setMode("replace"))).isEqualTo(first);
    assertThat(chosen(command())).isEqualTo(second);
  }

  private static RestoreRequested.Builder command() {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setTargetName("copy")
        .setBackupId("latest-verified");
  }

  private Manifest manifest(String backupId) throws Exception {
    return bed.repository.find(TestBed.DATABASE, new BackupId(backupId)).orElseThrow();
  }

  private String chosen(RestoreRequested.Builder command) throws Exception {
    try (var attempt = bed.restore(command.build(), 1)) {
      return BackupChoice.take(bed.repository, bed.uses, attempt).backupId();
    }
  }

  private void verdict(String backupId, String outcome, Instant at) throws Exception {
    String operation = UUID.randomUUID().toString();
    var numbers = new Verdict.Numbers(1, 0, 0, 0, 0, 0, 0, List.of(), 1, 1);
    Verdict verdict =
        new Verdict(Verdict.VERSION, backupId, operation, outcome, at, "", "", "", "main", numbers);
    bed.repository
        .verdicts()
        .record(
            TestBed.DATABASE,
            new BackupId(backupId),
            BackupId.of("verify", operation, at),
            verdict);
  }
}
