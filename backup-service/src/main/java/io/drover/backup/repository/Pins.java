package io.drover.backup.repository;

import io.drover.backup.repository.SealedJson.DamagedException;
import io.drover.backup.repository.Store.StoredFile;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The pins of backups: {@code pin.json} beside the manifest, so that they outlive every database.
 * Methods throw {@code REPOSITORY_UNAVAILABLE} and {@code DISK_FULL} as the repository does.
 * Thread-safe.
 */
public final class Pins {
  static final String FILE = "pin.json";

  private static final int LIMIT_BYTES = 1024 * 1024;

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

  /** The pin of a backup. One that cannot be read counts all the same, and says so. */
  public Optional<Pin> find(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    try {
      Optional<StoredFile> file = store.find(key(database, id));
      return file.isPresent() ? read(file.get()) : Optional.empty();
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  private Optional<Pin> read(StoredFile file) throws IOException {
    try (InputStream in = store.open(file.key())) {
      return Optional.of(SealedJson.read(in.readNBytes(LIMIT_BYTES), Pin.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DamagedException e) {
      return Optional.of(
          new Pin(
              "",
              "What " + file.key() + " says cannot be read: it " + e.getMessage() + ".",
              file.writtenAt()));
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
