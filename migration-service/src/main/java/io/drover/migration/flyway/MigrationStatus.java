package io.drover.migration.flyway;

import io.drover.migration.execution.UnfinishedScripts;
import io.drover.schemas.MigrationEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a database as they were read at one moment.
 *
 * @param entries every migration, those of the history and those of the folders, in order
 * @param pendingCount how many the next run would apply, or bring to their end
 * @param currentVersion highest applied version; null when there is none
 * @param history whether the database has a history table
 * @param empty whether the database holds nothing at all in the schemas that are migrated
 * @param unfinished scripts outside transactions that an earlier run has left in the middle
 */
public record MigrationStatus(
    List<MigrationEntry> entries,
    int pendingCount,
    @Nullable String currentVersion,
    boolean history,
    boolean empty,
    UnfinishedScripts unfinished) {
  /** In characters, of three bytes at most: well below a broker's limit of 1 MiB a record. */
  private static final int LARGEST = 256 * 1024;

  /** What an entry takes beside its texts. */
  private static final int ENTRY = 100;

  public MigrationStatus {
    entries = List.copyOf(entries);
  }

  /**
   * The entries as a fact can hold them: all, or the newest of them where all would not fit into a
   * record of Kafka's usual size.
   */
  public List<MigrationEntry> newestEntries() {
    int characters = 0;
    int from = entries.size();
    while (from > 0) {
      MigrationEntry entry = entries.get(from - 1);
      characters += entry.getDescription().length() + entry.getScript().length() + ENTRY;
      if (characters > LARGEST) {
        break;
      }
      from--;
    }
    return entries.subList(from, entries.size());
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

  /** How many this operation applied, in whichever attempt. */
  public int appliedCount() {
    return (int) entries.stream().filter(MigrationEntry::getAppliedNow).count();
  }

  /** Milliseconds that the migrations which this operation applied ran. */
  public long appliedMillis() {
    return entries.stream()
        .filter(MigrationEntry::getAppliedNow)
        .map(MigrationEntry::getDurationMillis)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }
}
