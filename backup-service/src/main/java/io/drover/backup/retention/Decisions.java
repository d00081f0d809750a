package io.drover.backup.retention;

import io.drover.backup.retention.RemovalTable.Removal;
import io.drover.backup.retention.RetentionPlan.Decision;
import io.drover.schemas.BackupDecision;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.service.operation.Outcome;
import java.util.List;

/** Puts what was decided into the terminal fact. */
final class Decisions {
  /** All of them would not fit into one record; each removal has a fact of its own. */
  private static final int LISTED = 1000;

  private Decisions() {}

  static Outcome done(MaintenanceRequested command, List<Removal> removed, List<Decision> kept) {
    return done(command, removed, kept, kept.size());
  }

  /**
   * The same where what is kept is only counted.
   *
   * @param left backups that there are afterwards
   */
  static Outcome done(MaintenanceRequested command, List<Removal> removed, int left) {
    return done(command, removed, List.of(), left);
  }

  private static Outcome done(
      MaintenanceRequested command, List<Removal> removed, List<Decision> kept, int keptCount) {
    return new Outcome.Done(
        header ->
            MaintenanceSucceeded.newBuilder()
                .setHeader(header)
                .setAction(command.getAction())
                .setBackupId(command.getBackupId())
                .setDryRun(command.getDryRun())
                .setRemoved(
                    removed.stream()
                        .limit(LISTED)
                        .map(
                            each ->
                                new BackupDecision(
                                    each.backupId(), each.reason(), each.archiveBytes()))
                        .toList())
                .setKept(
                    kept.stream()
                        .limit(LISTED)
                        .map(
                            each ->
                                new BackupDecision(
                                    each.backup().backupId(),
                                    each.reason(),
                                    each.backup().archiveBytes()))
                        .toList())
                .setRemovedCount(removed.size())
                .setKeptCount(keptCount)
                .setBytesFreed(removed.stream().mapToLong(Removal::archiveBytes).sum())
                .build());
  }
}
