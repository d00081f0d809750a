package io.drover.backup.repository;

import io.drover.backup.repository.s3.Bucket;
import io.drover.backup.repository.s3.S3Store;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.RepositoryEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The repositories that databases.yml names, and the default one of the service's settings. A
 * repository whose entry has changed is a new one; what the old entry opened stays open for those
 * who use it and is closed with this object. Thread-safe.
 */
public final class Repositories implements AutoCloseable {
  private final DatabaseRegistry registry;
  private final @Nullable BackupRepository byDefault;
  private final Map<RepositoryEntry, BackupRepository> opened = new ConcurrentHashMap<>();
  private final List<S3Store> clients = new ArrayList<>();

  /**
   * @param byDefault the repository of databases whose policy names none; null when there is none
   */
  public Repositories(DatabaseRegistry registry, @Nullable BackupRepository byDefault) {
    this.registry = registry;
    this.byDefault = byDefault;
  }

  /**
   * The repository that holds the backups of a database.
   *
   * @throws OperationFailure {@code REPOSITORY_UNAVAILABLE}: none of that name is known here
   */
  public BackupRepository of(DatabaseEntry database) throws OperationFailure {
    return require(database.policy().backup().repository());
  }

  private BackupRepository require(String name) throws OperationFailure {
    return named(name)
        .orElseThrow(
            () ->
                OperationFailure.of(
                    FailureCode.REPOSITORY_UNAVAILABLE,
                    "The backup service knows no repository " + name + ".",
                    "Set DROVER_REPOSITORY of the backup service, or repositories and"
                        + " policy.backup.repository in databases.yml."));
  }

  /**
   * The repository that gets the copies of a database's backups; empty when its policy names none.
   *
   * @throws OperationFailure {@code REPOSITORY_UNAVAILABLE}: it is not known here
   */
  public Optional<BackupRepository> copiesOf(DatabaseEntry database) throws OperationFailure {
    String name = database.policy().backup().upkeep().copyTo();
    return name == null ? Optional.empty() : Optional.of(require(name));
  }

  /**
   * The same where there must be one.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: the policy names none
   */
  public BackupRepository requireCopiesOf(DatabaseEntry database) throws OperationFailure {
    return copiesOf(database)
        .orElseThrow(
            () ->
                OperationFailure.of(
                    FailureCode.INVALID_REQUEST,
                    "The policy of " + database.name() + " names no repository for copies.",
                    "Add policy.backup.copy-to to " + database.name() + " in databases.yml."));
  }

  /** The repository of this name; empty when it is not known here. */
  public Optional<BackupRepository> named(String name) {
    Optional<RepositoryEntry> entry =
        registry.repositories().stream().filter(each -> each.name().equals(name)).findFirst();
    return entry.isPresent()
        ? entry.map(this::opened)
        : Optional.ofNullable(name.equals(RepositoryEntry.DEFAULT) ? byDefault : null);
  }

  /** All that are known now. */
  public List<BackupRepository> all() {
    List<BackupRepository> all = new ArrayList<>();
    registry.repositories().forEach(entry -> all.add(opened(entry)));
    if (byDefault != null && !all.contains(byDefault)) {
      all.add(byDefault);
    }
    return all;
  }

  private BackupRepository opened(RepositoryEntry entry) {
    return opened.computeIfAbsent(entry, each -> new BackupRepository(each.name(), store(each)));
  }

  private Store store(RepositoryEntry entry) {
    return switch (entry) {
      case RepositoryEntry.Folder folder -> new FileStore(folder.root());
      case RepositoryEntry.Bucket bucket -> store(bucket);
    };
  }

  private Store store(RepositoryEntry.Bucket entry) {
    S3Store store =
        new S3Store(
            new Bucket(
                entry.endpoint(),
                entry.region(),
                entry.bucket(),
                entry.prefix(),
                entry.pathStyle(),
                entry.accessKey()::resolve,
                entry.secretKey()::resolve));
    synchronized (clients) {
      clients.add(store);
    }
    return store;
  }

  @Override
  public void close() {
    synchronized (clients) {
      clients.forEach(S3Store::close);
    }
  }
}
