package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/** What stands beside a manifest and belongs to the backup wherever it lies: pin and verdicts. */
final class Sidecars {
  private static final int LIMIT_BYTES = 1024 * 1024;

  private final Store from;
  private final Store to;
  private final BackupFolder folder;

  Sidecars(Store from, Store to, BackupFolder folder) {
    this.from = from;
    this.to = to;
    this.folder = folder;
  }

  static boolean isSidecar(String file) {
    return file.equals(Pins.FILE) || VerdictHistory.isVerdict(file);
  }

  /** Brings them to another store; what differs there is replaced. A damaged one stays behind. */
  void carry() throws OperationFailure, InterruptedException {
    try {
      for (StoredFile file : from.files(folder.key())) {
        if (isSidecar(folder.file(file.key()))) {
          Optional<byte[]> content = read(from, file.key());
          if (content.isPresent() && SealedJson.isWhole(content.get())) {
            carry(file.key(), content.get());
          }
        }
      }
    } catch (IOException e) {
      throw RepositoryFailures.of(e, from);
    }
    unpin();
  }

  private void carry(String key, byte[] content) throws OperationFailure, InterruptedException {
    try {
      Optional<byte[]> there = read(to, key);
      if (there.isPresent() && Arrays.equals(there.get(), content)) {
        return;
      }
      to.delete(key);
      to.publish(key, content);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw RepositoryFailures.of(e, to);
    }
  }

  private void unpin() throws OperationFailure, InterruptedException {
    boolean pinned;
    try {
      pinned = from.find(folder.key(Pins.FILE)).isPresent();
    } catch (IOException e) {
      throw RepositoryFailures.of(e, from);
    }
    if (!pinned) {
      try {
        to.delete(folder.key(Pins.FILE));
      } catch (IOException e) {
        throw RepositoryFailures.of(e, to);
      }
    }
  }

  private static Optional<byte[]> read(Store store, String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return Optional.of(in.readNBytes(LIMIT_BYTES));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
