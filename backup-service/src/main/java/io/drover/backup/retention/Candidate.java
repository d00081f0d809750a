package io.drover.backup.retention;

import io.drover.backup.retention.Verdicts.Verdict;
import java.time.Instant;

/**
 * A committed backup, as far as retention looks at it.
 *
 * @param inUse whether an operation that goes on reads it
 * @param partial whether it holds a part of the database only, and stands for no whole one
 * @param imported whether it was made elsewhere: no rule counts it, and none removes it
 */
record Candidate(
    String backupId,
    Instant committedAt,
    long archiveBytes,
    boolean pinned,
    boolean inUse,
    boolean partial,
    Verdict verdict,
    boolean imported) {

  /** One that was made here. */
  Candidate(
      String backupId,
      Instant committedAt,
      long archiveBytes,
      boolean pinned,
      boolean inUse,
      boolean partial,
      Verdict verdict) {
    this(backupId, committedAt, archiveBytes, pinned, inUse, partial, verdict, false);
  }

  /** Whether it has been proven. */
  boolean verified() {
    return verdict == Verdict.VERIFIED && !partial;
  }

  /** Whether nothing speaks against restoring it. */
  boolean good() {
    return verdict != Verdict.FAILED && !partial;
  }
}
