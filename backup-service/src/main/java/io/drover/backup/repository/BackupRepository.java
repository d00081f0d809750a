package io.drover.backup.repository;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The backups below one folder. A backup is there once its manifest is; everything else in the
 * folder is garbage.
 *
 * <p>Methods throw {@code REPOSITORY_UNAVAILABLE} when the root is away or cannot be used, {@code
 * DISK_FULL} when it is full and {@code BACKUP_CORRUPT} when a manifest cannot be trusted. The root
 * is never created: an unmounted volume must not be replaced by an empty folder. Thread-safe.
 */
public final class BackupRepository {
  /** Name of the one repository of this version. */
  public static final String NAME = "default";

  private final Path root;
  private final RepositoryLayout layout;

  /** The repository below an existing folder. */
  public BackupRepository(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.layout = new RepositoryLayout(this.root);
  }

  /** Begins a backup; nobody sees it before its commit. */
  public NewBackup begin(String database, BackupId id, int attempt)
      throws OperationFailure, InterruptedException {
    try {
      return new NewBackup(layout, database, id, attempt);
    } catch (IOException e) {
      throw RepositoryFailures.of(e, root);
    }
  }

  /** A committed backup; empty when there is none of this id. */
  public Optional<Manifest> find(String database, BackupId id)
      throws OperationFailure, InterruptedException {
    try {
      Path folder = layout.backup(database, id);
      return Optional.of(
          ManifestJson.read(folder.resolve(RepositoryLayout.MANIFEST), database, id));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw RepositoryFailures.of(e, root);
    }
  }

  /**
   * The committed backup of a database that was committed last.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}: the manifest of a newer one cannot be read,
   *     and an older state would be a surprise
   */
  public Optional<Manifest> latest(String database) throws OperationFailure, InterruptedException {
    Optional<Manifest> newest = Optional.empty();
    Optional<OperationFailure> unreadable = Optional.empty();
    for (BackupId id : ids(database)) {
      try {
        Optional<Manifest> found = find(database, id);
        if (found.isPresent() && (newest.isEmpty() || isNewer(found.get(), newest.get()))) {
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
    for (BackupId id : ids(database)) {
      try {
        find(database, id).ifPresent(manifests::add);
      } catch (OperationFailure failure) {
        if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
          throw failure;
        }
      }
    }
    manifests.sort(Comparator.comparing(Manifest::committedAt).reversed());
    return manifests;
  }

  /** What verifications found out about the backups. */
  public VerdictHistory verdicts() {
    return new VerdictHistory(layout);
  }

  private List<BackupId> ids(String database) throws OperationFailure, InterruptedException {
    try {
      return layout.ids(database);
    } catch (IOException e) {
      throw RepositoryFailures.of(e, root);
    }
  }

  /**
   * Opens the stored archive, whose size has been checked; the caller checks its content.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}: it is missing or has another size
   */
  public InputStream open(Manifest manifest) throws OperationFailure, InterruptedException {
    Path file = archive(manifest);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw corrupt(manifest, "is missing");
      }
      if (Files.size(file) != manifest.archive().bytes()) {
        throw corrupt(
            manifest,
            "has " + Files.size(file) + " bytes instead of " + manifest.archive().bytes());
      }
      return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw RepositoryFailures.of(e, root);
    }
  }

  private Path archive(Manifest manifest) throws OperationFailure {
    return layout
        .backup(manifest.database(), new BackupId(manifest.backupId()))
        .resolve(manifest.archive().file());
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
    return RepositoryFailures.of(error, root);
  }

  /** Removes a backup: it stops being one first. Does nothing when there is none. */
  public void delete(String database, BackupId id) throws OperationFailure, InterruptedException {
    try {
      Path folder = layout.backup(database, id);
      if (Files.deleteIfExists(folder.resolve(RepositoryLayout.MANIFEST))) {
        DurableFiles.syncFolder(folder);
      }
      Folders.deleteIfPresent(folder);
    } catch (IOException e) {
      throw RepositoryFailures.of(e, root);
    }
  }
}
