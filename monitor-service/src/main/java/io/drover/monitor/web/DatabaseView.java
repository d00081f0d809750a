package io.drover.monitor.web;

import io.drover.monitor.absence.RecoveryView;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.OperationView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database as the REST interface and the page show it.
 *
 * @param server name of its server; null for one that the registry no longer names
 * @param status worst of what its checks and its open alerts say: one of {@link #WORST_FIRST}
 * @param message of whatever is the worst; empty when it is ok
 * @param observedAt null when it has not been observed yet
 * @param sizeBytes null when not known
 * @param newestBackupAt of the newest whole backup that was made here and has not failed a
 *     verification; null when there is none
 * @param newestBackupCopy name of the repository that holds a copy of it; null when none does
 * @param backupAgeMillis in whole minutes; null when there is none
 * @param backupObjectiveMillis greatest age that the policy wants; null without an objective
 * @param schedules of its backups, with what comes next
 * @param verdict newest verdict on any of its backups, verified or failed; null when there is none
 * @param verdictAt when it was reached
 * @param verdictBackupId the backup that it is on
 * @param migrationVersion highest applied version; null when not known
 * @param pendingMigrations null when no operation has told yet
 * @param migrationsObservedAt when that was found
 * @param openAlerts alerts that are not resolved
 * @param underWay its operations that have not ended, newest first
 * @param recovery what is measured of its recovery; null where that was not asked for
 */
public record DatabaseView(
    String name,
    @Nullable String server,
    Map<String, String> labels,
    String status,
    String message,
    @Nullable Instant observedAt,
    List<CheckView> checks,
    @Nullable Long sizeBytes,
    @Nullable Instant newestBackupAt,
    @Nullable String newestBackupId,
    @Nullable String newestBackupCopy,
    @Nullable Long backupAgeMillis,
    @Nullable Long backupObjectiveMillis,
    List<ScheduleView> schedules,
    @Nullable String verdict,
    @Nullable Instant verdictAt,
    @Nullable String verdictBackupId,
    @Nullable String migrationVersion,
    @Nullable Integer pendingMigrations,
    @Nullable Instant migrationsObservedAt,
    int openAlerts,
    List<OperationView> underWay,
    @Nullable RecoveryView recovery) {
  /** What a database may be; busy is one that is not looked at, as an operation runs on it. */
  public static final List<String> WORST_FIRST =
      List.of("critical", "warning", "unknown", "busy", "ok");

  /** The same with what is measured of its recovery. */
  DatabaseView with(@Nullable RecoveryView measured) {
    return new DatabaseView(
        name,
        server,
        labels,
        status,
        message,
        observedAt,
        checks,
        sizeBytes,
        newestBackupAt,
        newestBackupId,
        newestBackupCopy,
        backupAgeMillis,
        backupObjectiveMillis,
        schedules,
        verdict,
        verdictAt,
        verdictBackupId,
        migrationVersion,
        pendingMigrations,
        migrationsObservedAt,
        openAlerts,
        underWay,
        measured);
  }
}
