package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The backups in one store. A backup is there once its manifest is; everything else in the store is
 * garbage.
 *
 * <p>Methods throw {@code REPOSITORY_UNAVAILABLE} when the store is away or cannot be used, {@code
 * DISK_FULL} when it is full and {@code BACKUP_CORRUPT} when a manifest cannot be trusted.
 * Thread-safe.
 */
public final class BackupRepository {
  private final String name;
  private final Store store;

  /** The repository of this name, in this store. */
  public BackupRepository(String name, Store store) {
    this.name = name;
    this.store = store;
  }

  /** Name by which policies and facts call it. */
  public String name() {
    return name;
  }

  /** What must not be removed. */
  public Pins pins() {
    return new Pins(store);
  }

  /** What verifications found out about the backups. */
  public VerdictHistory verdicts() {
    return new VerdictHistory(store);
  }

  /**
   * Removes what killed attempts left and nobody has touched for a day.
   *
   * @param now by the clock that the files' times are of
   * @return how many files, uploads and empty folders were removed
   */
  public int collectLeftovers(Instant now) throws OperationFailure, InterruptedException {
    return new LeftoverCollector(store).collect(now);
  }

  /** Begins a backup; nobody sees it before its commit. */
  public NewBackup begin(String database, BackupId id, int attempt) {
    return new NewBackup(store, new BackupFolder(database, id), attempt);
  }

  /** A committed backup; empty when there is none of this id. */
  public Optional<Manifest> find(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    return find(new BackupFolder(database, id));
  }

  private Optional<Manifest> find(BackupFolder folder)
      throws OperationFailure, InterruptedException {
    try {
      return folder.manifest(store);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /**
   * The committed backup of a database that was committed last; a partial one is none.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}: the manifest of a newer one cannot be read,
   *     and an older state would be a surprise
   */
  public Optional<Manifest> latest(String database) throws OperationFailure, InterruptedException {
    Optional<Manifest> newest = Optional.empty();
    Optional<OperationFailure> unreadable = Optional.empty();
    for (BackupFolder folder : folders(database)) {
      try {
        Optional<Manifest> found = find(folder);
        if (found.isPresent()
            && found.get().whole()
            && (newest.isEmpty() || isNewer(found.get(), newest.get()))) {
          newest = found;
          unreadable = Optional.empty();
        }
      } catch (OperationFailure failure) {
        if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
          throw failure;
        }
        unreadable = Optional.of(failure);
      }
    }
    if (unreadable.isPresent()) {
      throw unreadable.get();
    }
    return newest;
  }

  private static boolean isNewer(Manifest candidate, Manifest than) {
    return candidate.committedAt().isAfter(than.committedAt());
  }

  /** All committed backups of a database whose manifests can be read, the newest first. */
  public List<Manifest> list(String database) throws OperationFailure, InterruptedException {
    List<Manifest> manifests = new ArrayList<>();
    for (BackupFolder folder : folders(database)) {
      try {
        find(folder).ifPresent(manifests::add);
      } catch (OperationFailure failure) {
        if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
          throw failure;
        }
      }
    }
    manifests.sort(Comparator.comparing(Manifest::committedAt).reversed());
    return manifests;
  }

  private List<BackupFolder> folders(String database)
      throws OperationFailure, InterruptedException {
    try {
      return Catalogue.folders(store, database);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /**
   * Opens the stored archive, whose size has been checked; the caller checks its content.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}: it is missing or has another size
   */
  public InputStream open(Manifest manifest) throws OperationFailure, InterruptedException {
    String key = folder(manifest).key(manifest.archive().file());
    try {
      Optional<StoredFile> file = store.find(key);
      if (file.isEmpty()) {
        throw corrupt(manifest, "is missing");
      }
      if (file.get().bytes() != manifest.archive().bytes()) {
        throw corrupt(
            manifest,
            "has " + file.get().bytes() + " bytes instead of " + manifest.archive().bytes());
      }
      return store.open(key);
    } catch (NoSuchFileException e) {
      throw corrupt(manifest, "is missing").causedBy(e);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  private static BackupFolder folder(Manifest manifest) {
    return new BackupFolder(manifest.database(), new BackupId(manifest.backupId()));
  }

  /** The failure that the archive of a backup is not what its manifest says. */
  public static OperationFailure corrupt(Manifest manifest, String what) {
    return OperationFailure.of(
        FailureCode.BACKUP_CORRUPT,
        "The archive of backup " + manifest.backupId() + " " + what + ".",
        "./drover restore " + manifest.database() + " --backup OTHER_BACKUP --as NEW_NAME");
  }

  /** Turns an error while reading an archive into a failure. */
  public OperationFailure explain(IOException error) throws InterruptedException {
    return RepositoryFailures.of(error, store);
  }

  /** Removes a backup: it stops being one first. Does nothing when there is none. */
  public void delete(String database, BackupId id) throws OperationFailure, InterruptedException {
    BackupFolder folder = new BackupFolder(database, id);
    try {
      store.delete(folder.key(BackupFolder.MANIFEST));
      for (StoredFile file : store.files(folder.key())) {
        store.delete(file.key());
      }
    } catch (IOException e) {
      throw explain(e);
    }
  }
}
