package io.drover.migration.flyway;

import io.drover.migration.execution.UnfinishedScripts;
import io.drover.schemas.MigrationEntry;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one namespace as they were read at one moment.
 *
 * @param entries every migration, those of the history and those of the folders, in order
 * @param pendingCount how many the next run would apply, or bring to their end
 * @param currentVersion highest applied version; null when there is none
 * @param history whether the database has a history table
 * @param empty whether the database holds nothing at all in the schemas that are migrated
 * @param afterMigrate scripts that run after each run that applied something
 * @param afterMigrateDue whether they have to run though nothing is pending, as the last run that
 *     applied something did not come to their end
 * @param unfinished scripts outside transactions that an earlier run has left in the middle
 * @param obstacle why what is pending cannot be run as the scripts stand; null for no reason
 */
public record MigrationStatus(
    List<MigrationEntry> entries,
    int pendingCount,
    @Nullable String currentVersion,
    boolean history,
    boolean empty,
    List<String> afterMigrate,
    boolean afterMigrateDue,
    UnfinishedScripts unfinished,
    @Nullable OperationFailure obstacle) {
  public MigrationStatus {
    entries = List.copyOf(entries);
    afterMigrate = List.copyOf(afterMigrate);
  }

  /** Scripts that stand in the middle and of which neither folders nor history know. */
  List<String> lost() {
    return unfinished.begun().stream()
        .filter(script -> entries.stream().noneMatch(entry -> script.equals(entry.getScript())))
        .sorted()
        .toList();
  }

  /** Those that the history calls failed and that the next run goes on with. */
  List<MigrationEntry> resumable() {
    return entries.stream()
        .filter(entry -> unfinished.failed().contains(entry.getScript()))
        .toList();
  }

  /** Whether the next run would do anything. */
  public boolean hasWork() {
    return pendingCount > 0 || afterMigrateDue;
  }
}
