package io.drover.backup.exchange;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The manifest of an imported dump: what it does not say is unknown. */
final class ImportManifest {
  private static final String UNKNOWN = "unknown";

  private ImportManifest() {}

  static Manifest of(
      Attempt<MaintenanceRequested> attempt, BackupId id, Stored stored, Duration took) {
    MaintenanceRequested command = attempt.command();
    Instant now = attempt.now().truncatedTo(ChronoUnit.MILLIS);
    return new Manifest(
        Manifest.VERSION,
        id.value(),
        attempt.target().entry().name(),
        attempt.operationId(),
        known(stored.summary().serverVersion()),
        known(stored.summary().toolVersion()),
        stored.format().word(),
        new Manifest.Codec(
            stored.writer().compression().codec().word(), stored.writer().compression().level()),
        stored.writer().sealing().description(),
        new Manifest.Archive(
            stored.archiveFile(),
            stored.written().bytes(),
            stored.written().sha256(),
            stored.written().dumpBytes()),
        new Manifest.Snapshot("", now),
        stored.properties(),
        stored.summary().extensions().stream()
            .sorted()
            .map(name -> new Manifest.Extension(name, ""))
            .toList(),
        stored.summary().roles().stream().sorted().toList(),
        // At least so much is needed for it; how large the database was is not known.
        stored.written().dumpBytes(),
        List.of(),
        0,
        0,
        now,
        now,
        took.toMillis(),
        command.getLabels(),
        command.getRequestedBy(),
        command.getReason(),
        stored.summary().leftOut().stream()
            .map(what -> "A restore leaves out " + what + ".")
            .toList(),
        null,
        new Manifest.Imported(
            String.valueOf(stored.file().getFileName()),
            stored.fileBytes(),
            stored.fileSha256(),
            now),
        null,
        null);
  }

  private static String known(String version) {
    return version.isEmpty() ? UNKNOWN : version;
  }
}
