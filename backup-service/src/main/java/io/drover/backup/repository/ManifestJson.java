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
    if (json.length > LIMIT_BYTES) {
      throw corrupt(id, "is larger than 64 MiB");
    }
    Manifest manifest = parse(json, id);
    if (!id.value().equals(manifest.backupId()) || !database.equals(manifest.database())) {
      throw corrupt(id, "describes another backup");
    }
    return manifest;
  }

  private static Manifest parse(byte[] json, BackupId id) throws OperationFailure {
    try {
      if (SealedJson.isSealed(json)) {
        Manifest manifest = SealedJson.read(json, Manifest.class);
        return requireKnown(manifest, id, Manifest.VERSION);
      }
      return requireKnown(SealedJson.parse(json, Manifest.class), id, UNSEALED_VERSION);
    } catch (DamagedException e) {
      throw corrupt(id, String.valueOf(e.getMessage())).causedBy(e);
    }
  }

  private static Manifest requireKnown(Manifest manifest, BackupId id, int version)
      throws OperationFailure {
    if (manifest.manifestVersion() != version) {
      throw corrupt(id, "has a form that this version of Drover does not know");
    }
    return manifest;
  }

  private static OperationFailure corrupt(BackupId id, String what) {
    return OperationFailure.of(
        FailureCode.BACKUP_CORRUPT,
        "The manifest of backup " + id + " " + what + ".",
        "Name another backup; ./drover backups DATABASE lists them.");
  }
}
