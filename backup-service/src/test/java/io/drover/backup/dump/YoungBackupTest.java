package io.drover.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.SafetyBackups;
import io.drover.backup.testbed.ForgedManifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YoungBackupTest {
  private static final String ORIGINAL = "young_backup_test";
  private static final int AN_HOUR = 3600;

  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE one AS SELECT 1 AS n");
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.close();
  }

  @Test
  void aYoungBackupIsTheAnswerAndNoneIsTaken() throws Exception {
    BackupSucceeded first = bed.run(bed.backup());
    List<String> files = bed.files();
    TestAttempt<BackupRequested> second = reusing(AN_HOUR);

    Outcome outcome = bed.backups.handle(second);

    assertThat(((Outcome.Done) outcome).announcements()).isEmpty();
    BackupSucceeded answer = bed.run(reusing(AN_HOUR));
    assertThat(answer.getBackupId()).isEqualTo(first.getBackupId());
    assertThat(answer.getReused()).isTrue();
    assertThat(first.getReused()).isFalse();
    assertThat(second.steps()).containsExactly("adopt-check", "done");
    assertThat(bed.files()).isEqualTo(files);
  }

  @Test
  void withoutAYoungOneABackupIsTaken() throws Exception {
    BackupSucceeded none = bed.run(reusing(AN_HOUR));
    assertThat(none.getReused()).isFalse();
    Path manifest =
        bed.root.resolve(TestBed.DATABASE).resolve(none.getBackupId()).resolve("manifest.json");
    ForgedManifest.edit(manifest, json -> json.put("startedAt", "2020-01-01T00:00:00Z"));
    assertThat(bed.latest().startedAt()).isEqualTo("2020-01-01T00:00:00Z");

    BackupSucceeded tooOld = bed.run(reusing(AN_HOUR));

    assertThat(tooOld.getReused()).isFalse();
    assertThat(tooOld.getBackupId()).isNotEqualTo(none.getBackupId());
  }

  @Test
  void aDamagedPartialOrSafetyBackupWillNotDo() throws Exception {
    bed.run(bed.backup(request -> request.setIncludeTables(List.of("public.one"))));
    bed.run(bed.backup(request -> request.setRequestedBy(SafetyBackups.requester("restore-1"))));
    assertThat(bed.run(reusing(AN_HOUR)).getReused()).isFalse();
    Manifest damaged = bed.latest();
    Files.delete(
        bed.root
            .resolve(TestBed.DATABASE)
            .resolve(damaged.backupId())
            .resolve(damaged.archive().file()));

    BackupSucceeded taken = bed.run(reusing(AN_HOUR));

    assertThat(taken.getReused()).isFalse();
    assertThat(taken.getBackupId()).isNotEqualTo(damaged.backupId());
  }

  @Test
  void anAgeOfNothingAndAYoungPartAreRefused() {
    for (TestAttempt<BackupRequested> each :
        List.of(
            reusing(0),
            bed.backup(
                request ->
                    request
                        .setReuseWithinSeconds(60)
                        .setExcludeTableData(List.of("public.one"))))) {
      OperationFailure refused =
          catchThrowableOfType(
              OperationFailure.class, () -> bed.backups.admit(each.command(), bed.entry()));
      assertThat(refused.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    }
  }

  private TestAttempt<BackupRequested> reusing(int seconds) {
    return bed.backup(request -> request.setReuseWithinSeconds(seconds));
  }
}
