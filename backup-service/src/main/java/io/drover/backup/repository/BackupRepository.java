package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  /** Which of the backups have a copy in another repository. */
  public Copies copies() {
    return new Copies(store);
  }

  /**
   * Brings pin and verdicts of a backup to its copy in another repository; a damaged one stays
   * behind.
   */
  public void carrySidecars(BackupRepository to, String database, BackupId id)
      throws OperationFailure, InterruptedException {
    new Sidecars(store, to.store, new BackupFolder(database, id)).carry();
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
    try {
      return new BackupFolder(database, id).manifest(store);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /**
   * The committed backup of a database that was committed last. A partial one is none, and neither
   * is an imported one, which may be older than any of those made here, nor the safety backup of a
   * restore.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}: the manifest of a newer one cannot be read,
   *     and an older state would be a surprise
   */
  public Optional<BackupSummary> latest(String database)
      throws OperationFailure, InterruptedException {
    try {
      return new Survey(store, database).latest();
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** All committed backups of a database whose manifests can be read, the newest first. */
  public List<BackupSummary> list(String database) throws OperationFailure, InterruptedException {
    try {
      return new Survey(store, database).backups();
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** The same with their pins and newest verdicts; those that are damaged prove nothing. */
  public List<SurveyedBackup> survey(String database)
      throws OperationFailure, InterruptedException {
    try {
      return new Survey(store, database).withSidecars();
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
        "./drover backups " + manifest.database());
  }

  /** Turns an error while reading an archive into a failure. */
  public OperationFailure explain(IOException error) throws InterruptedException {
    return RepositoryFailures.of(error, store);
  }

  /** What is in the directory of a backup, committed or not. */
  public BackupContents contents(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    BackupFolder folder = new BackupFolder(database, id);
    try {
      return new BackupContents(store, folder, store.files(folder.key()));
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Takes away the manifest: what is left of the backup is garbage. */
  public void withdraw(String database, BackupId id) throws OperationFailure, InterruptedException {
    try {
      store.delete(new BackupFolder(database, id).key(BackupFolder.MANIFEST));
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Removes what there is of a backup that is not committed; leaves a committed one alone. */
  public void discardUncommitted(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    BackupFolder folder = new BackupFolder(database, id);
    try {
      if (store.find(folder.key(BackupFolder.MANIFEST)).isEmpty()) {
        for (StoredFile file : store.files(folder.key())) {
          store.delete(file.key());
        }
      }
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Ids of the committed backups of a database by one listing, damaged ones among them. */
  public Set<String> committed(String database) throws OperationFailure, InterruptedException {
    Set<String> ids = new TreeSet<>();
    try {
      for (StoredFile file : store.files(BackupFolder.requireDatabase(database))) {
        String[] words = file.key().split("/", -1);
        if (words.length == 3
            && words[2].equals(BackupFolder.MANIFEST)
            && BackupId.parse(words[1]).isPresent()) {
          ids.add(words[1]);
        }
      }
      return ids;
    } catch (IOException e) {
      throw explain(e);
    }
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
