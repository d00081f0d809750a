package io.drover.backup.repository;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Manifests for tests of the repository. */
final class Manifests {
  private Manifests() {}

  static Manifest of(BackupId id, String archiveFile, long bytes, Instant committedAt) {
    return new Manifest(
        Manifest.VERSION,
        id.value(),
        "shop",
        "operation",
        "17.2",
        "17.2",
        "custom",
        new Manifest.Codec("zstd", 1),
        null,
        new Manifest.Archive(archiveFile, bytes, "0".repeat(64), 10),
        new Manifest.Snapshot("0/1", Instant.EPOCH),
        new DatabaseProperties(
            "shop",
            "owner",
            "UTF8",
            "c",
            "C",
            "C",
            null,
            null,
            List.of(),
            null,
            null,
            "pg_default",
            -1),
        List.of(new Manifest.Extension("citext", "1.6")),
        List.of("owner"),
        1,
        List.of(new Manifest.TableRows("public", "orders", "table", 5)),
        1,
        5,
        Instant.EPOCH,
        committedAt,
        1,
        Map.of(),
        "",
        "",
        List.of(),
        null,
        null,
        null,
        null);
  }
}
