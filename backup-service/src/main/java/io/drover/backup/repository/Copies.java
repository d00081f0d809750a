package io.drover.backup.repository;

import io.drover.backup.repository.SealedJson.DamagedException;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which backups have a copy elsewhere: {@code copy.json} beside the manifest of the original, so
 * that the catalogue can tell of it without asking the other repository. Methods throw as those of
 * {@link BackupRepository}. Thread-safe.
 */
public final class Copies {
  static final String FILE = "copy.json";

  private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
  private static final int LIMIT_BYTES = 1024 * 1024;

  private final Store store;

  Copies(Store store) {
    this.store = store;
  }

  /** Where the copy of a backup is; empty when none is known, or what is known is damaged. */
  public Optional<Copy> find(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    String key = key(database, id);
    try (InputStream in = store.open(key)) {
      return Optional.of(SealedJson.read(in.readNBytes(LIMIT_BYTES), Copy.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DamagedException e) {
      LOG.warn("The note of a copy {} {}", key, e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  /** Notes a copy; what was noted of the same repository before stays as it is. */
  public void record(String database, BackupId id, Copy copy)
      throws OperationFailure, InterruptedException {
    Optional<Copy> known = find(database, id);
    if (known.isPresent() && known.get().repository().equals(copy.repository())) {
      return;
    }
    String key = key(database, id);
    try {
      store.delete(key);
      store.publish(key, SealedJson.write(copy));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  private static String key(String database, BackupId id) {
    return new BackupFolder(database, id).key(FILE);
  }
}
