package io.drover.backup.verify;

import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Whether the newest backup of a database is to be verified, by the {@code verify.every} of its
 * policy. Reads and changes nothing.
 */
public final class VerificationDue {
  private VerificationDue() {}

  /**
   * Due when no verdict is younger than {@code every}, and at once when the newest verdict is bad
   * and there is a newer backup than the one it is on: whether that one is sound is what everybody
   * wants to know.
   *
   * @param every greatest age of the newest verdict
   * @param newest the newest backup of the database; empty when it has none
   * @param verdicts the verdicts on its backups, in any order; the newest of each will do
   * @param now by the clock that verdicts are dated by
   */
  public static boolean check(
      Duration every, Optional<Manifest> newest, Collection<Verdict> verdicts, Instant now) {
    if (newest.isEmpty()) {
      return false;
    }
    Optional<Verdict> last = verdicts.stream().max(Comparator.comparing(Verdict::reachedAt));
    if (last.isEmpty() || !last.get().reachedAt().plus(every).isAfter(now)) {
      return true;
    }
    return !last.get().verified() && !last.get().backupId().equals(newest.get().backupId());
  }
}
