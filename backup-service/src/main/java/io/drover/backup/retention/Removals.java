package io.drover.backup.retention;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Repositories;
import io.drover.backup.retention.RemovalTable.Removal;
import io.drover.schemas.BackupRemoved;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import java.util.List;

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
   * whose removal has begun cannot be used again.
   */
  void finishBegun(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    for (Removal begun : table.open(database(attempt))) {
      finish(attempt, begun);
    }
  }

  /** Removes a backup; false, and it stays, when an operation uses it. */
  boolean remove(Attempt<MaintenanceRequested> attempt, Removal removal)
      throws OperationFailure, InterruptedException {
    attempt.fence();
    if (!table.note(database(attempt), removal, attempt.operationId())) {
      return false;
    }
    attempt.reached("removal-noted");
    finish(attempt, removal);
    return true;
  }

  private void finish(Attempt<MaintenanceRequested> attempt, Removal removal)
      throws OperationFailure, InterruptedException {
    attempt.fence();
    repositories
        .of(attempt.target().entry())
        .delete(database(attempt), new BackupId(removal.backupId()));
    attempt.reached("backup-removed");
    attempt.state(
        header ->
            new BackupRemoved(header, removal.backupId(), removal.reason(), removal.archiveBytes()),
        List.of(Announcement.tombstone(Topics.BACKUPS, removal.backupId())),
        connection ->
            RemovalTable.close(
                connection, database(attempt), removal.backupId(), attempt.operationId()));
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
