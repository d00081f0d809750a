package io.drover.backup.repository;

import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;

/**
 * The pins of backups: {@code pin.json} beside the manifest, so that they outlive every database.
 * Methods throw {@code REPOSITORY_UNAVAILABLE} and {@code DISK_FULL} as the repository does.
 * Thread-safe.
 */
public final class Pins {
  static final String FILE = "pin.json";

  private final Store store;

  Pins(Store store) {
    this.store = store;
  }

  /** Whether there is a pin, readable or not. */
  public boolean pinned(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    try {
      return store.find(key(database, id)).isPresent();
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  /** Pins a committed backup; a pin that is there already stays as it is. */
  public void pin(String database, BackupId id, Pin pin)
      throws OperationFailure, InterruptedException {
    try {
      store.publish(key(database, id), SealedJson.write(pin));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  /** Takes a pin away; does nothing when there is none. */
  public void unpin(String database, BackupId id) throws OperationFailure, InterruptedException {
    try {
      store.delete(key(database, id));
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  private static String key(String database, BackupId id) {
    return new BackupFolder(database, id).key(FILE);
  }
}
