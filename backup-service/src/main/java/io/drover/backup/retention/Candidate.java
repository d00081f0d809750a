package io.drover.backup.retention;

import io.drover.backup.retention.Verdicts.Verdict;
import java.time.Instant;

/**
 * A committed backup, as far as retention looks at it.
 *
 * @param inUse whether an operation that goes on reads it
 */
record Candidate(
    String backupId,
    Instant committedAt,
    long archiveBytes,
    boolean pinned,
    boolean inUse,
    Verdict verdict) {

  /** Whether nothing speaks against restoring it. */
  boolean good() {
    return verdict != Verdict.FAILED;
  }
}
