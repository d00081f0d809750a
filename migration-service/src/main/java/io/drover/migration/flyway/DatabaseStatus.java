package io.drover.migration.flyway;

import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a database as they were read at one moment.
 *
 * @param namespaces by name, in the policy's order; never empty
 */
public record DatabaseStatus(SequencedMap<String, MigrationStatus> namespaces) {
  /** In characters, of three bytes at most: well below a broker's limit of 1 MiB a record. */
  private static final int LARGEST = 256 * 1024;

  /** What an entry takes beside its texts. */
  private static final int ENTRY = 100;

  public DatabaseStatus {
    namespaces = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(namespaces));
  }

  /** Every migration, namespace by namespace. */
  public List<MigrationEntry> entries() {
    return namespaces.values().stream().flatMap(each -> each.entries().stream()).toList();
  }

  /**
   * The entries as a fact can hold them: all, or the newest of them where all would not fit into a
   * record of Kafka's usual size.
   */
  public List<MigrationEntry> newestEntries() {
    List<MigrationEntry> entries = entries();
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

  /** How many the next run would apply. */
  public int pendingCount() {
    return namespaces.values().stream().mapToInt(MigrationStatus::pendingCount).sum();
  }

  /** Whether the next run would do anything. */
  public boolean hasWork() {
    return namespaces.values().stream().anyMatch(MigrationStatus::hasWork);
  }

  /**
   * Highest applied version, with several namespaces each one's after its name; null when there is
   * none.
   */
  public @Nullable String currentVersion() {
    if (namespaces.size() == 1) {
      return namespaces.firstEntry().getValue().currentVersion();
    }
    String versions =
        namespaces.entrySet().stream()
            .filter(each -> each.getValue().currentVersion() != null)
            .map(each -> each.getKey() + " " + each.getValue().currentVersion())
            .collect(Collectors.joining(", "));
    return versions.isEmpty() ? null : versions;
  }

  /** How many this operation applied, in whichever attempt. */
  public int appliedCount() {
    return (int)
        entries().stream()
            .filter(MigrationEntry::getAppliedNow)
            .filter(entry -> !entry.getState().equals(MigrationEntries.AFTER_MIGRATE))
            .count();
  }

  /** Milliseconds that the migrations which this operation applied ran. */
  public long appliedMillis() {
    return entries().stream()
        .filter(MigrationEntry::getAppliedNow)
        .map(MigrationEntry::getDurationMillis)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  /** The success of a request after which the database is so; what it has no say in is empty. */
  public MigrationSucceeded.Builder fact(OperationHeader header, MigrateRequested command) {
    return MigrationSucceeded.newBuilder()
        .setHeader(header)
        .setMode(command.getMode())
        .setDryRun(command.getDryRun())
        .setMigrations(newestEntries())
        .setAppliedCount(appliedCount())
        .setPendingCount(pendingCount())
        .setCurrentVersion(currentVersion())
        .setDurationMillis(appliedMillis())
        .setChanges(List.of())
        .setDifferences(List.of())
        .setChecks(List.of());
  }
}
