package io.drover.backup.dump;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.dump.BackupRun.Dumped;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** From a dump to its manifest, and from a manifest to the facts about it. */
final class Manifests {
  private static final int WARNING_LINES = 100;

  private Manifests() {}

  static Manifest of(Attempt<BackupRequested> attempt, BackupId id, Dumped dumped) {
    SnapshotState state = dumped.state();
    List<TableRows> exact = dumped.counted().rows().stream().filter(TableRows::exact).toList();
    BackupRequested command = attempt.command();
    return new Manifest(
        Manifest.VERSION,
        id.value(),
        attempt.target().entry().name(),
        attempt.operationId(),
        dumped.serverVersion(),
        dumped.tool().version(),
        dumped.format().word(),
        new Manifest.Codec(
            dumped.writer().compression().codec().word(), dumped.writer().compression().level()),
        dumped.writer().sealing().description(),
        new Manifest.Archive(
            dumped.archiveFile(),
            dumped.stored().written().bytes(),
            dumped.stored().written().sha256(),
            dumped.stored().written().dumpBytes()),
        state.snapshot(),
        state.properties(),
        state.extensions(),
        state.roles(),
        state.databaseBytes(),
        dumped.counted().rows(),
        exact.size(),
        exact.stream().mapToLong(TableRows::rows).sum(),
        dumped.startedAt(),
        now(attempt),
        Duration.ofNanos(System.nanoTime() - dumped.startedNanos()).toMillis(),
        command.getLabels(),
        command.getRequestedBy(),
        command.getReason(),
        warnings(dumped),
        state.selection().held(dumped.counted().objects()),
        null,
        state.roleDetails(),
        state.selection().scope());
  }

  private static List<String> warnings(Dumped dumped) {
    return Stream.concat(
            dumped.counted().invalidIndexes().stream()
                .map(index -> "The index " + index + " is invalid; a dump holds no such index."),
            dumped.stored().said().lines().filter(line -> !line.isBlank()))
        .limit(WARNING_LINES)
        .toList();
  }

  /** As precise as a fact on the bus, so that both tell the same. */
  static Instant now(Attempt<BackupRequested> attempt) {
    return attempt.now().truncatedTo(ChronoUnit.MILLIS);
  }

  static BackupSucceeded succeeded(
      OperationHeader header, String repository, Manifest manifest, boolean reused) {
    return BackupSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId(manifest.backupId())
        .setRepository(repository)
        .setPath(CatalogueRecord.path(manifest))
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
        .setReused(reused)
        .build();
  }
}
