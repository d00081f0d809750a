package io.drover.backup.retention;

import java.time.Instant;

/**
 * A committed backup, as far as retention looks at it.
 *
 * @param inUse whether an operation that goes on reads it
 * @param partial whether it holds a part of the database only, and stands for no whole one
 * @param imported whether it was made elsewhere: no rule counts it, and none removes it
 * @param safety whether a restore had it taken, of a state that someone wanted to leave
 */
record Candidate(
    String backupId,
    Instant committedAt,
    long archiveBytes,
    boolean pinned,
    boolean inUse,
    boolean partial,
    Proof proof,
    boolean imported,
    boolean safety) {
  /** What the newest verification of a backup found. */
  enum Proof {
    /** It was never verified. */
    NONE,
    /** It was restored and found equal. */
    VERIFIED,
    /** It could not be restored, or differed. */
    FAILED
  }

  /** One that was made here. */
  Candidate(
      String backupId,
      Instant committedAt,
      long archiveBytes,
      boolean pinned,
      boolean inUse,
      boolean partial,
      Proof proof) {
    this(backupId, committedAt, archiveBytes, pinned, inUse, partial, proof, false, false);
  }

  /** Whether it has been proven. */
  boolean verified() {
    return proof == Proof.VERIFIED && !partial;
  }

  /** Whether nothing speaks against restoring it. */
  boolean good() {
    return proof != Proof.FAILED && !partial;
  }
}
