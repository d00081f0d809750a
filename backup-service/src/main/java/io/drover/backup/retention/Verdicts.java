package io.drover.backup.retention;

import io.drover.backup.repository.Manifest;

/** What is known of backups beside their manifests. Thread-safe. */
@FunctionalInterface
public interface Verdicts {
  /** Nothing has been proven of any backup. */
  Verdicts NONE = manifest -> Verdict.UNKNOWN;

  /** What the newest verification of a backup found. */
  enum Verdict {
    /** It was never verified. */
    UNKNOWN,
    /** It was restored and found equal. */
    VERIFIED,
    /** It could not be restored, or differed. */
    FAILED
  }

  /** The newest verdict. */
  Verdict of(Manifest manifest);
}
