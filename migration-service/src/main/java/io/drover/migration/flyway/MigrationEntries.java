package io.drover.migration.flyway;

import io.drover.schemas.MigrationEntry;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/** Flyway's view of migrations in the words of the contract. */
final class MigrationEntries {
  private MigrationEntries() {}

  static List<MigrationEntry> of(MigrationInfo[] infos, HistoryMark mark) {
    return Arrays.stream(infos).map(info -> entry(info, mark)).toList();
  }

  private static MigrationEntry entry(MigrationInfo info, HistoryMark mark) {
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
        .build();
  }

  private static String state(MigrationInfo info) {
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
