package io.drover.backup.repository;

import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the files of one backup lie in a store: {@code <database>/<backupId>/}. */
record BackupFolder(String database, BackupId id) {
  static final String MANIFEST = "manifest.json";

  private static final Pattern DATABASE = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  BackupFolder {
    requireDatabase(database);
  }

  static String requireDatabase(String name) {
    if (!isDatabase(name)) {
      throw new IllegalArgumentException("not the name of a database of the registry");
    }
    return name;
  }

  static boolean isDatabase(String name) {
    return DATABASE.matcher(name).matches();
  }

  String key() {
    return database + "/" + id;
  }

  String key(String file) {
    return key() + "/" + file;
  }

  /** Name of the file in this folder that has this key. */
  String file(String key) {
    return key.substring(key().length() + 1);
  }

  /** Whether the key is of the manifest, of what stands beside it or of one of these files. */
  boolean belongs(String key, Collection<String> files) {
    String file = file(key);
    return file.equals(MANIFEST)
        || file.equals(Copies.FILE)
        || Sidecars.isSidecar(file)
        || files.contains(file);
  }

  /**
   * The manifest of the backup; empty while it is not committed.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}
   */
  Optional<Manifest> manifest(Store store) throws IOException, OperationFailure {
    Optional<byte[]> json = json(store);
    return json.isPresent()
        ? Optional.of(ManifestJson.read(json.get(), database, id))
        : Optional.empty();
  }

  /** The same of the few things that choosing among many needs. */
  Optional<BackupSummary> summary(Store store) throws IOException, OperationFailure {
    Optional<byte[]> json = json(store);
    return json.isPresent()
        ? Optional.of(ManifestJson.summary(json.get(), database, id))
        : Optional.empty();
  }

  private Optional<byte[]> json(Store store) throws IOException {
    try (InputStream in = store.open(key(MANIFEST))) {
      return Optional.of(in.readNBytes(ManifestJson.LIMIT_BYTES + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return key();
  }
}
