package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
    Files.writeString(folder.resolve("manifest.json"), "{}");
    history = new BackupRepository("default", new FileStore(root)).verdicts();
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
    history.record("shop", BACKUP, FIRST, first);
    history.record("shop", BACKUP, SECOND, second);
    assertThat(history.list("shop", BACKUP)).containsExactly(second, first);
    assertThat(history.newest("shop", BACKUP)).contains(second);
    assertThat(history.find("shop", BACKUP, FIRST)).contains(first);
    assertThat(folder.toFile().list()).hasSize(3);
  }

  @Test
  void theFirstVerdictOfAnOperationDecides() throws Exception {
    Verdict first = verdict("a", NOON);
    history.record("shop", BACKUP, FIRST, first);
    assertThat(history.record("shop", BACKUP, FIRST, verdict("a", NOON.plusSeconds(9))))
        .isEqualTo(first);
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void noBitOfAVerdictCanFlipUnnoticed() throws Exception {
    history.record("shop", BACKUP, FIRST, verdict("a", NOON));
    byte[] sound = Files.readAllBytes(file(FIRST));
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> SealedJson.read(flipped, Verdict.class))
          .as("bit %d", bit)
          .isInstanceOf(SealedJson.DamagedException.class);
    }
    assertThat(SealedJson.read(sound, Verdict.class)).isEqualTo(verdict("a", NOON));
  }

  @Test
  void aDamagedVerdictIsPassedOverAndReplacedByItsOwnOperation() throws Exception {
    history.record("shop", BACKUP, FIRST, verdict("a", NOON));
    Files.writeString(file(FIRST), "{}");
    assertThat(history.list("shop", BACKUP)).isEmpty();
    Verdict again = verdict("a", NOON.plusSeconds(1));
    assertThat(history.record("shop", BACKUP, FIRST, again)).isEqualTo(again);
    assertThat(history.list("shop", BACKUP)).containsExactly(again);
  }

  @Test
  void thereIsNoVerdictOnABackupThatWasRemoved() throws Exception {
    Files.delete(folder.resolve("manifest.json"));
    assertThat(history.list("shop", BACKUP)).isEmpty();
    assertThatThrownBy(() -> history.record("shop", BACKUP, FIRST, verdict("a", NOON)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND));
  }
}
