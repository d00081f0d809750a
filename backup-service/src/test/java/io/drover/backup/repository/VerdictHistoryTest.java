package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictHistoryTest {
  private static final BackupId BACKUP = new BackupId("20261121T120000Z-00000000");
  private static final BackupId FIRST = new BackupId("20261121T130000Z-0000000a");
  private static final BackupId SECOND = new BackupId("20261121T140000Z-0000000b");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123Z");

  @TempDir private Path root;
  private Path folder;
  private VerdictHistory history;

  @BeforeEach
  void make() throws Exception {
    folder = Files.createDirectories(root.resolve("shop").resolve(BACKUP.value()));
    history = new BackupRepository(root).verdicts();
  }

  private static Verdict verdict(String operation, Instant at) {
    return new Verdict(
        Verdict.VERSION,
        BACKUP.value(),
        operation,
        Verdict.FAILED,
        at,
        FailureCode.VERIFICATION_MISMATCH,
        "It is so: \"ä\".",
        "detail\nof two lines",
        "main",
        new Verdict.Numbers(1, 2, 3, 4, 5, 6, 7, List.of("a"), 8, 9));
  }

  private Path file(BackupId operation) {
    return folder.resolve("verdict-" + operation + ".json");
  }

  @Test
  void whatIsRecordedIsReadNewestFirst() throws Exception {
    Verdict first = verdict("a", NOON);
    Verdict second = verdict("b", NOON.plusSeconds(1));
    history.record("shop", BACKUP, FIRST, 1, first);
    history.record("shop", BACKUP, SECOND, 1, second);
    assertThat(history.list("shop", BACKUP)).containsExactly(second, first);
    assertThat(history.newest("shop", BACKUP)).contains(second);
    assertThat(history.find("shop", BACKUP, FIRST)).contains(first);
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void theFirstVerdictOfAnOperationDecides() throws Exception {
    Verdict first = verdict("a", NOON);
    history.record("shop", BACKUP, FIRST, 1, first);
    assertThat(history.record("shop", BACKUP, FIRST, 2, verdict("a", NOON.plusSeconds(9))))
        .isEqualTo(first);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void noBitOfAVerdictCanFlipUnnoticed() throws Exception {
    history.record("shop", BACKUP, FIRST, 1, verdict("a", NOON));
    byte[] sound = Files.readAllBytes(file(FIRST));
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(VerdictJson.read(flipped)).as("bit %d", bit).isEqualTo(Optional.empty());
    }
    assertThat(VerdictJson.read(sound)).isPresent();
  }

  @Test
  void aDamagedVerdictIsPassedOverAndReplacedByItsOwnOperation() throws Exception {
    history.record("shop", BACKUP, FIRST, 1, verdict("a", NOON));
    Files.writeString(file(FIRST), "{}");
    assertThat(history.list("shop", BACKUP)).isEmpty();
    Verdict again = verdict("a", NOON.plusSeconds(1));
    assertThat(history.record("shop", BACKUP, FIRST, 2, again)).isEqualTo(again);
    assertThat(history.list("shop", BACKUP)).containsExactly(again);
  }

  @Test
  void thereIsNoVerdictOnABackupThatWasRemoved() throws Exception {
    Files.delete(folder);
    assertThat(history.list("shop", BACKUP)).isEmpty();
    assertThatThrownBy(() -> history.record("shop", BACKUP, FIRST, 1, verdict("a", NOON)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND));
  }
}
