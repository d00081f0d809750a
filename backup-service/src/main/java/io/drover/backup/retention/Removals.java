package io.drover.backup.retention;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Copy;
import io.drover.backup.repository.Repositories;
import io.drover.backup.retention.RemovalTable.Removal;
import io.drover.schemas.BackupRemoved;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes backups so that each goes with one event, whenever a service is killed: noted, manifest,
 * files, and in one transaction fact, tombstone and the end of the note. Thread-safe.
 */
public final class Removals {
  private final Repositories repositories;
  private final RemovalTable table;

  /** Removals from these repositories. */
  public Removals(Repositories repositories, RemovalTable table) {
    this.repositories = repositories;
    this.table = table;
  }

  /**
   * Brings to an end what earlier attempts and operations had begun on this database: a backup
   * whose removal has begun cannot be used again. Copies in a repository that is away stay noted.
   */
  void finishBegun(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    for (Removal begun : table.open(database(attempt))) {
      if (!begun.isOfCopy()) {
        finish(attempt, begun);
      }
    }
  }

  /**
   * Brings the removals of copies to an end. This comes last: a second repository that is away for
   * days must not keep the first one from being cleared.
   *
   * @throws OperationFailure the first that could not be done; they are all tried again next time
   */
  void finishCopies(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    for (Removal begun : table.open(database(attempt))) {
      if (begun.isOfCopy()) {
        finish(attempt, begun);
      }
    }
  }

  /** Removes a backup; false, and it stays, when an operation uses it. */
  boolean remove(Attempt<MaintenanceRequested> attempt, Removal removal)
      throws OperationFailure, InterruptedException {
    attempt.fence();
    if (!table.note(database(attempt), removal, copies(attempt, removal), attempt.operationId())) {
      return false;
    }
    attempt.reached("removal-noted");
    finish(attempt, removal);
    return true;
  }

  /** Where a copy is known to be, or may be. */
  private Set<String> copies(Attempt<MaintenanceRequested> attempt, Removal removal)
      throws OperationFailure, InterruptedException {
    Set<String> names = new TreeSet<>();
    repositories.copiesOf(attempt.target().entry()).ifPresent(each -> names.add(each.name()));
    BackupRepository repository = repositories.of(attempt.target().entry());
    repository
        .copies()
        .find(database(attempt), new BackupId(removal.backupId()))
        .map(Copy::repository)
        .filter(each -> repositories.named(each).isPresent())
        .filter(each -> !each.equals(repository.name()))
        .ifPresent(names::add);
    return names;
  }

  private void finish(Attempt<MaintenanceRequested> attempt, Removal removal)
      throws OperationFailure, InterruptedException {
    attempt.fence();
    BackupId id = new BackupId(removal.backupId());
    if (removal.isOfCopy()) {
      // One that the registry names no longer is out of reach, and nobody counts on it.
      Optional<BackupRepository> copies = repositories.named(removal.copyIn());
      if (copies.isPresent()) {
        copies.get().delete(database(attempt), id);
      }
    } else {
      repositories.of(attempt.target().entry()).delete(database(attempt), id);
    }
    attempt.reached("backup-removed");
    attempt.state(
        header ->
            new BackupRemoved(
                header,
                removal.backupId(),
                removal.reason(),
                removal.archiveBytes(),
                removal.isOfCopy() ? removal.copyIn() : null),
        removal.isOfCopy()
            ? List.of()
            : List.of(Announcement.tombstone(Topics.BACKUPS, removal.backupId())),
        connection ->
            RemovalTable.close(connection, database(attempt), removal, attempt.operationId()));
    attempt.reached("removal-stated");
  }

  /** What the operation has removed so far, in all its attempts. */
  List<Removal> stated(Attempt<MaintenanceRequested> attempt) throws OperationFailure {
    return table.statedBy(attempt.operationId());
  }

  private static String database(Attempt<MaintenanceRequested> attempt) {
    return attempt.target().entry().name();
  }
}
