package io.drover.backup.retention;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.service.operation.OperationFailure;

/** What is known of backups beside their manifests. Thread-safe. */
@FunctionalInterface
public interface Verdicts {
  /** What verifications recorded beside the backups. */
  Verdicts RECORDED =
      (repository, manifest) ->
          repository
              .verdicts()
              .newest(manifest.database(), new BackupId(manifest.backupId()))
              .map(newest -> newest.verified() ? Verdict.VERIFIED : Verdict.FAILED)
              .orElse(Verdict.UNKNOWN);

  /** What the newest verification of a backup found. */
  enum Verdict {
    /** It was never verified. */
    UNKNOWN,
    /** It was restored and found equal. */
    VERIFIED,
    /** It could not be restored, or differed. */
    FAILED
  }

  /**
   * The newest verdict.
   *
   * @throws OperationFailure {@code REPOSITORY_UNAVAILABLE}
   */
  Verdict of(BackupRepository repository, Manifest manifest)
      throws OperationFailure, InterruptedException;
}
