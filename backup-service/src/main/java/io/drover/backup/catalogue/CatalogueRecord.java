package io.drover.backup.catalogue;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.SafetyBackups;
import io.drover.backup.repository.Verdict;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The record that the topic of backups holds for a committed backup. */
public final class CatalogueRecord {
  /** Label of a safety backup; the value is the operation of the restore that had it taken. */
  public static final String BEFORE_RESTORE = "drover.before-restore";

  private CatalogueRecord() {}

  /**
   * The announcement of a backup as the repository has it now, with its pin, its newest verdict and
   * its copy: it replaces the one before, so it must tell all.
   */
  public static Announcement of(BackupRepository repository, Manifest manifest)
      throws OperationFailure, InterruptedException {
    BackupCommitted.Builder record = committed(repository, manifest);
    BackupId id = new BackupId(manifest.backupId());
    repository
        .pins()
        .find(manifest.database(), id)
        .ifPresent(
            pin ->
                record.setPinnedAt(pin.at()).setPinnedBy(pin.by()).setPinnedReason(pin.reason()));
    Optional<Verdict> newest = repository.verdicts().newest(manifest.database(), id);
    newest.ifPresent(
        verdict ->
            record
                .setVerdict(verdict.outcome())
                .setVerdictAt(verdict.reachedAt())
                .setVerdictBy(verdict.operationId())
                .setVerdictWhy(verdict.why()));
    repository
        .copies()
        .find(manifest.database(), id)
        .ifPresent(copy -> record.setCopyRepository(copy.repository()).setCopiedAt(copy.at()));
    return new Announcement(Topics.BACKUPS, manifest.backupId(), record.build());
  }

  /** Where the backup lies below the root of the repository. */
  public static String path(Manifest manifest) {
    return manifest.database() + "/" + manifest.backupId();
  }

  private static Map<String, String> labels(Manifest manifest) {
    Map<String, String> labels = new TreeMap<>(manifest.labels());
    SafetyBackups.restore(manifest.requestedBy())
        .ifPresent(restore -> labels.put(BEFORE_RESTORE, restore));
    return labels;
  }

  private static BackupCommitted.Builder committed(BackupRepository repository, Manifest manifest) {
    return BackupCommitted.newBuilder()
        .setDatabase(manifest.database())
        .setOperationId(manifest.operationId())
        .setBackupId(manifest.backupId())
        .setRepository(repository.name())
        .setPath(path(manifest))
        .setFormat(manifest.format())
        .setCodec(manifest.codec().name())
        .setArchiveBytes(manifest.archive().bytes())
        .setDumpBytes(manifest.archive().dumpBytes())
        .setDatabaseBytes(manifest.databaseBytes())
        .setSha256(manifest.archive().sha256())
        .setTables(manifest.tables())
        .setRows(manifest.rows())
        .setServerVersion(manifest.serverVersion())
        .setToolVersion(manifest.toolVersion())
        .setSnapshotLsn(manifest.snapshot().lsn())
        .setStartedAt(manifest.startedAt())
        .setCommittedAt(manifest.committedAt())
        .setDurationMillis(manifest.durationMillis())
        .setPartial(!manifest.whole())
        .setEncrypted(manifest.encryption() != null)
        .setLabels(labels(manifest))
        .setImportedFrom(manifest.imported() == null ? null : manifest.imported().file());
  }
}
