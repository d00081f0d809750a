package io.drover.monitor.absence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What would be lost and how long it would take, as measured on a database's own operations of the
 * last 30 days.
 *
 * @param restorePointAt instant of the newest state that it could be put back to; null without one.
 *     What happened since then would be lost: the recovery point now
 * @param restorePointBackupId the backup that holds it; null without one
 * @param restorePointOperationId the operation that made it; null when the topics no longer hold it
 * @param worstRecoveryPoint the most that would have been lost at any moment, from one snapshot to
 *     the commit of the next, or until now to the minute, and the backup that took the snapshot;
 *     null without a backup
 * @param backups backups that this was measured on
 * @param newestRecovery how long the newest restore, or restore of a verification, of a whole
 *     backup took; null while there was none
 * @param medianRecovery the median of them, and the one that took so long; null while there was
 *     none
 * @param restores restores and verifications that this was measured on
 */
public record RecoveryView(
    @Nullable Instant restorePointAt,
    @Nullable String restorePointBackupId,
    @Nullable String restorePointOperationId,
    @Nullable Measure worstRecoveryPoint,
    int backups,
    @Nullable Measure newestRecovery,
    @Nullable Measure medianRecovery,
    int restores) {

  /**
   * A duration and the operation that it comes from.
   *
   * @param millis milliseconds
   */
  public record Measure(long millis, String kind, String operationId) {}
}
