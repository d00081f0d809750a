package io.drover.backup.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.backup.repository.SealedJson.DamagedException;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** Writes and reads manifests; what it reads may be damaged, forged or of a newer form. */
final class ManifestJson {
  static final int LIMIT_BYTES = 64 * 1024 * 1024;

  /** Manifests of this form bore no checksum of their own. */
  private static final int UNSEALED_VERSION = 1;

  private ManifestJson() {}

  /** The manifest of the same backup with its archive in another file, in today's form. */
  static Manifest withArchiveFile(Manifest manifest, String file) {
    return SealedJson.changed(
        manifest,
        Manifest.class,
        root -> {
          root.put("manifestVersion", Manifest.VERSION);
          ((ObjectNode) root.get("archive")).put("file", file);
        });
  }

  static byte[] write(Manifest manifest) {
    return SealedJson.write(manifest);
  }

  /**
   * Reads a manifest that must describe this backup.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}
   */
  static Manifest read(byte[] json, String database, BackupId id) throws OperationFailure {
    Manifest manifest = parse(json, id, Manifest.class);
    require(
        json, id, manifest.manifestVersion(), manifest.database(), manifest.backupId(), database);
    return manifest;
  }

  /** Reads a little of a manifest; its seal is that of all of it. */
  static BackupSummary summary(byte[] json, String database, BackupId id) throws OperationFailure {
    BackupSummary backup = parse(json, id, BackupSummary.class);
    require(json, id, backup.manifestVersion(), backup.database(), backup.backupId(), database);
    return backup;
  }

  private static <T> T parse(byte[] json, BackupId id, Class<T> type) throws OperationFailure {
    if (json.length > LIMIT_BYTES) {
      throw corrupt(id, "is larger than 64 MiB");
    }
    try {
      return SealedJson.isSealed(json) ? SealedJson.read(json, type) : SealedJson.parse(json, type);
    } catch (DamagedException e) {
      throw corrupt(id, String.valueOf(e.getMessage())).causedBy(e);
    }
  }

  private static void require(
      byte[] json, BackupId id, int version, String ofDatabase, String ofBackup, String database)
      throws OperationFailure {
    if (version != (SealedJson.isSealed(json) ? Manifest.VERSION : UNSEALED_VERSION)) {
      throw corrupt(id, "has a form that this version of Drover does not know");
    }
    if (!id.value().equals(ofBackup) || !database.equals(ofDatabase)) {
      throw corrupt(id, "describes another backup");
    }
  }

  private static OperationFailure corrupt(BackupId id, String what) {
    return OperationFailure.of(
        FailureCode.BACKUP_CORRUPT,
        "The manifest of backup " + id + " " + what + ".",
        "Name another backup; ./drover backups DATABASE lists them.");
  }
}
