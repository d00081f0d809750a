package io.drover.backup.repository;

import java.util.Optional;

/**
 * A committed backup with what stands beside its manifest.
 *
 * @param pinned whether there is a pin, readable or not
 * @param verdict the newest one that can be read
 */
public record SurveyedBackup(BackupSummary backup, boolean pinned, Optional<Verdict> verdict) {}
