package io.drover.backup.restore;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.SurveyedBackup;
import io.drover.backup.repository.Verdict;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Names a backup that can take the place of a damaged one. */
public final class AnotherBackup {
  private AnotherBackup() {}

  /**
   * The failure, whose remedy is a command with another backup, if it is {@code BACKUP_CORRUPT} and
   * there is one: the newest that no verification disproved and whose archive has its size.
   *
   * @param command the command with the id of that backup
   */
  public static OperationFailure instead(
      OperationFailure failure,
      BackupRepository repository,
      String database,
      UnaryOperator<String> command)
      throws InterruptedException {
    if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
      return failure;
    }
    return find(repository, database, failure)
        .map(id -> withRemedy(failure, command.apply(id)))
        .orElse(failure);
  }

  private static Optional<String> find(
      BackupRepository repository, String database, OperationFailure failure)
      throws InterruptedException {
    try {
      for (SurveyedBackup each : repository.survey(database)) {
        String id = each.backup().backupId();
        // The one at fault is named there, whether its archive or its manifest is damaged.
        if (!failure.message().contains(id)
            && sound(each)
            && isStored(repository, database, new BackupId(id))) {
          return Optional.of(id);
        }
      }
    } catch (OperationFailure alsoAway) {
      // The first failure says more.
    }
    return Optional.empty();
  }

  private static boolean sound(SurveyedBackup each) {
    BackupSummary backup = each.backup();
    return backup.mayBeLatest() && each.verdict().map(Verdict::verified).orElse(true);
  }

  private static boolean isStored(BackupRepository repository, String database, BackupId id)
      throws InterruptedException {
    try {
      Optional<Manifest> manifest = repository.find(database, id);
      if (manifest.isEmpty()) {
        return false;
      }
      try (InputStream _ = repository.open(manifest.get())) {
        return true;
      }
    } catch (OperationFailure | IOException damaged) {
      return false;
    }
  }

  private static OperationFailure withRemedy(OperationFailure failure, String remedy) {
    OperationFailure changed =
        OperationFailure.of(failure.code(), failure.message(), remedy)
            .withDetail(failure.detail())
            .causedBy(failure);
    return failure.retryable() ? changed.asRetryable() : changed;
  }
}
