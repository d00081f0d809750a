package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** The files in the directory of one backup, as a listing told them. */
public final class BackupContents {
  private static final int LIMIT_BYTES = 1024 * 1024;

  private final Store store;
  private final BackupFolder folder;
  private final List<StoredFile> files;

  BackupContents(Store store, BackupFolder folder, List<StoredFile> files) {
    this.store = store;
    this.folder = folder;
    this.files = List.copyOf(files);
  }

  /** Whether there is a manifest, readable or not. */
  public boolean committed() {
    return files.stream().anyMatch(each -> name(each).equals(BackupFolder.MANIFEST));
  }

  /** Size of the manifest; 0 when there is none. */
  public long manifestBytes() {
    return files.stream()
        .filter(each -> name(each).equals(BackupFolder.MANIFEST))
        .mapToLong(StoredFile::bytes)
        .sum();
  }

  /** Size of all that is there. */
  public long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }

  /** A small file beside the manifest: a pin, a verdict or the note of a copy. */
  public record Sidecar(String file, long bytes) {}

  /** The small files beside the manifest. */
  public List<Sidecar> sidecars() {
    return files.stream()
        .filter(each -> name(each).equals(Copies.FILE) || Sidecars.isSidecar(name(each)))
        .map(each -> new Sidecar(name(each), each.bytes()))
        .toList();
  }

  /** Whether a small file is just as it was written; empty when it has gone meanwhile. */
  public Optional<Boolean> whole(Sidecar sidecar) throws OperationFailure, InterruptedException {
    try (InputStream in = store.open(folder.key(sidecar.file()))) {
      return Optional.of(SealedJson.isWhole(in.readNBytes(LIMIT_BYTES)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  private String name(StoredFile file) {
    return folder.file(file.key());
  }
}
