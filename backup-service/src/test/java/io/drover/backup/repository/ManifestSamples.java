package io.drover.backup.repository;

import java.time.Instant;

/** Manifests for tests of other packages. */
public final class ManifestSamples {
  private ManifestSamples() {}

  /** A manifest of the backup. */
  public static Manifest of(String backupId) {
    return Manifests.of(new BackupId(backupId), "database-1.dump.zst", 1, Instant.EPOCH);
  }
}
