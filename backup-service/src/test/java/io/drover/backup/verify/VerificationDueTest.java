package io.drover.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Verdict;
import io.drover.backup.schedule.Recurring;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.VerifyRequested;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationDueTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String NEWEST = "20260101T000000Z-00000001";
  private static final String OLDER = "20260101T000000Z-00000000";

  private static boolean due(Verdict... verdicts) {
    return VerificationDue.check(WEEK, Optional.of(NEWEST), List.of(verdicts), NOW);
  }

  private static Verdict verdict(String backup, String outcome, Duration age) {
    Verdict.Numbers numbers = new Verdict.Numbers(0, 0, 0, 0, 0, 0, 0, List.of(), 0, 0);
    return new Verdict(1, backup, "op", outcome, NOW.minus(age), "", "", "", "main", numbers);
  }

  @Test
  void aDatabaseWithoutBackupHasNothingToVerify() {
    assertThat(VerificationDue.check(WEEK, Optional.empty(), List.of(), NOW)).isFalse();
  }

  @Test
  void aBackupIsDueWhenNothingHasEverBeenVerified() {
    assertThat(due()).isTrue();
  }

  @Test
  void aVerdictOnAnyBackupCountsUntilItIsAsOldAsThePolicySays() {
    assertThat(due(verdict(OLDER, Verdict.VERIFIED, WEEK.minusSeconds(1)))).isFalse();
    assertThat(due(verdict(OLDER, Verdict.VERIFIED, WEEK))).isTrue();
    assertThat(
            due(
                verdict(OLDER, Verdict.VERIFIED, WEEK.multipliedBy(2)),
                verdict(NEWEST, Verdict.VERIFIED, Duration.ofHours(1))))
        .isFalse();
  }

  @Test
  void theSameBackupIsVerifiedAgainAsFilesRot() {
    assertThat(due(verdict(NEWEST, Verdict.VERIFIED, WEEK.plusDays(1)))).isTrue();
  }

  @Test
  void afterABadVerdictANewerBackupIsDueAtOnceAndTheSameOneIsNot() {
    assertThat(due(verdict(OLDER, Verdict.FAILED, Duration.ofMinutes(1)))).isTrue();
    assertThat(due(verdict(NEWEST, Verdict.FAILED, Duration.ofMinutes(1)))).isFalse();
  }

  @Test
  void theRequestForATimeIsTheSameWhoeverLooksAndNoneIsMadeBeforeTheNextTime(@TempDir Path folder)
      throws Exception {
    try (TestBed bed = TestBed.verifying(folder, "due_original", "{ every: 7d }")) {
      Recurring due = due(bed);
      Instant first = due.next(NOW).orElseThrow();
      assertThat(first).isBetween(NOW, NOW.plus(Duration.ofHours(6)));
      assertThat(due.due(NOW, first.plusSeconds(1))).as("there is no backup").isEmpty();

      bed.server.createDatabase("due_original");
      bed.run(bed.backup());
      bed.drop("due_original");
      assertThat(due(bed).due(NOW, first.minusMillis(1))).isEmpty();
      assertThat(due(bed).due(NOW, first)).contains(first);
      assertThat(due(bed).due(NOW, first.plusSeconds(1))).contains(first);
      assertThat(due(bed).due(first, first.plusSeconds(1))).isEmpty();
      VerifyRequested command = (VerifyRequested) due.command("id");
      assertThat(command.getDatabase()).isEqualTo(TestBed.DATABASE);
      assertThat(command.getBackupId()).isEqualTo("latest");

      Instant next = first.plus(Duration.ofHours(6));
      String backup = bed.latest().backupId();
      bed.repository
          .verdicts()
          .record(
              TestBed.DATABASE,
              new BackupId(backup),
              new BackupId(NEWEST),
              verdict(backup, Verdict.VERIFIED, Duration.ZERO));
      assertThat(due(bed).due(first, next)).isEmpty();
      assertThat(due(bed).due(first, next.plus(WEEK))).isPresent();
    }
  }

  private static Recurring due(TestBed bed) {
    return new VerificationDue(bed.repositories).of(bed.entry()).getFirst();
  }
}
