package io.drover.migration.flyway;

import io.drover.schemas.MigrationEntry;
import io.drover.schemas.ScriptProgress;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's view of migrations in the words of the contract.
 *
 * @param progress of the scripts that stand in the middle, by name
 */
record MigrationEntries(String namespace, HistoryMark mark, Map<String, ScriptProgress> progress) {
  /** State of a script that runs after each run that applied something, and just did. */
  static final String AFTER_MIGRATE = "after-migrate";

  private static final Set<String> STANDING =
      Set.of("applied", "out-of-order", "missing", "baseline");
  private static final String AFTER_MIGRATE_DUE = "after-migrate-due";

  /** What stands in the history and the folders, then what ran or is to run after it. */
  List<MigrationEntry> of(
      MigrationInfo[] infos, List<String> afterMigrate, boolean due, boolean ran) {
    Stream<MigrationEntry> after =
        afterMigrate.stream()
            .filter(_ -> due || ran)
            .map(script -> entry(script, due ? AFTER_MIGRATE_DUE : AFTER_MIGRATE));
    return Stream.concat(Arrays.stream(infos).map(this::entry), after).toList();
  }

  private MigrationEntry entry(String script, String state) {
    return MigrationEntry.newBuilder()
        .setDescription("after each run")
        .setScript(script)
        .setState(state)
        .setAppliedNow(state.equals(AFTER_MIGRATE))
        .setNamespace(namespace)
        .build();
  }

  private MigrationEntry entry(MigrationInfo info) {
    @Nullable Date installedOn = info.getInstalledOn();
    @Nullable Integer duration = info.getExecutionTime();
    boolean ran = info.getState().isApplied() && !info.getType().isSynthetic();
    return MigrationEntry.newBuilder()
        .setVersion(info.getVersion() == null ? null : info.getVersion().getVersion())
        .setDescription(info.getDescription() == null ? "" : info.getDescription())
        .setScript(info.getScript() == null ? "" : info.getScript())
        .setState(state(info))
        .setInstalledOn(
            installedOn == null ? null : installedOn.toInstant().truncatedTo(ChronoUnit.MILLIS))
        .setInstalledBy(HistoryMark.userOf(info.getInstalledBy()))
        .setDurationMillis(duration == null ? null : duration.longValue())
        .setAppliedNow(ran && !info.getState().isFailed() && mark.made(info.getInstalledBy()))
        .setNamespace(namespace)
        .setProgress(info.getScript() == null ? null : progress.get(info.getScript()))
        .build();
  }

  /** The highest version that stands in the database as a whole; null without one. */
  static @Nullable String current(MigrationInfo[] infos) {
    return Arrays.stream(infos)
        .filter(info -> info.getVersion() != null)
        .filter(info -> STANDING.contains(stateInHistory(info)))
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder())
        .map(MigrationVersion::getVersion)
        .orElse(null);
  }

  /** Whether the file of an applied version is not the one that was applied any more. */
  static boolean changed(MigrationInfo info) {
    return info.getVersion() != null
        && info.getState().isResolved()
        && info.getState().isApplied()
        && !info.getState().isFailed()
        && !info.getType().isSynthetic()
        && !info.isChecksumMatching();
  }

  private static String state(MigrationInfo info) {
    return changed(info) ? "changed" : stateInHistory(info);
  }

  private static String stateInHistory(MigrationInfo info) {
    return switch (info.getState()) {
      case PENDING -> info.getVersion() == null ? "repeatable-pending" : "pending";
      case SUCCESS -> "applied";
      case OUT_OF_ORDER -> "out-of-order";
      case BASELINE -> "baseline";
      case OUTDATED, SUPERSEDED -> "outdated";
      case FAILED, MISSING_FAILED, FUTURE_FAILED -> "failed";
      case MISSING_SUCCESS, FUTURE_SUCCESS -> "missing";
      case ABOVE_TARGET, BELOW_BASELINE, BASELINE_IGNORED, IGNORED, UNDONE, AVAILABLE, DELETED ->
          "ignored";
    };
  }
}
