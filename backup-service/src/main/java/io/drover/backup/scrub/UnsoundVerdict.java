package io.drover.backup.scrub;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.ScrubFinding;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The bad verdict on a backup whose archive a scrub found damaged or missing. */
final class UnsoundVerdict {
  private UnsoundVerdict() {}

  /** Records it unless the newest one says the same; false when the backup has gone meanwhile. */
  static boolean record(
      Attempt<MaintenanceRequested> attempt,
      BackupRepository repository,
      Manifest manifest,
      List<ScrubFinding> findings)
      throws OperationFailure, InterruptedException {
    String database = manifest.database();
    BackupId backup = new BackupId(manifest.backupId());
    if (!repository.contents(database, backup).committed()) {
      return false;
    }
    Optional<Verdict> newest = repository.verdicts().newest(database, backup);
    if (newest.isEmpty() || !newest.get().code().equals(FailureCode.BACKUP_CORRUPT)) {
      Verdict verdict = verdict(attempt, repository, manifest, findings);
      BackupId operation =
          BackupId.of(Kinds.MAINTENANCE, attempt.operationId(), attempt.acceptedAt());
      Verdict _ = repository.verdicts().record(database, backup, operation, verdict);
    }
    return true;
  }

  private static Verdict verdict(
      Attempt<MaintenanceRequested> attempt,
      BackupRepository repository,
      Manifest manifest,
      List<ScrubFinding> findings) {
    String found =
        findings.stream()
            .filter(each -> each.getRepository().equals(repository.name()))
            .filter(each -> each.getBackupId().equals(manifest.backupId()))
            .map(ScrubFinding::getMessage)
            .collect(Collectors.joining(" "));
    return new Verdict(
        Verdict.VERSION,
        manifest.backupId(),
        attempt.operationId(),
        Verdict.FAILED,
        attempt.now().truncatedTo(ChronoUnit.MILLIS),
        FailureCode.BACKUP_CORRUPT,
        found,
        found,
        "",
        new Verdict.Numbers(manifest.archive().bytes(), 0, 0, 0, 0, 0, 0, List.of(), 0, 0));
  }
}
