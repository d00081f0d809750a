package io.drover.monitor.absence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What would be lost and how long it would take, as measured on a database's own operations.
 *
 * @param restorePointAt instant of the newest state that it could be put back to; null without one.
 *     What happened since then would be lost: the recovery point now
 * @param restorePointBackupId the backup that holds it; null without one
 * @param worstRecoveryPointMillis the most that would have been lost at any moment of the last 30
 *     days, from one snapshot to the commit of the next, or until now; null without a backup
 * @param backups backups that this was measured on
 * @param newestRecoveryMillis how long the newest restore, or restore of a verification, took; null
 *     while there was none
 * @param medianRecoveryMillis the median of the last 30 days; null while there was none
 * @param restores restores and verifications that this was measured on
 */
public record RecoveryView(
    String database,
    @Nullable Instant restorePointAt,
    @Nullable String restorePointBackupId,
    @Nullable Long worstRecoveryPointMillis,
    int backups,
    @Nullable Long newestRecoveryMillis,
    @Nullable Long medianRecoveryMillis,
    int restores) {}
