package io.drover.backup.restore;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Remedies;
import java.util.Optional;
import java.util.Set;

/**
 * Where a backup is out of reach or damaged and a copy of it is not, the failure says so; else, of
 * a damaged one, which other one there is.
 */
final class CopyHint {
  private static final Set<String> CODES =
      Set.of(
          FailureCode.BACKUP_CORRUPT,
          FailureCode.BACKUP_NOT_FOUND,
          FailureCode.REPOSITORY_UNAVAILABLE);

  private final Repositories repositories;
  private final Attempt<RestoreRequested> attempt;

  CopyHint(Repositories repositories, Attempt<RestoreRequested> attempt) {
    this.repositories = repositories;
    this.attempt = attempt;
  }

  /** The failure, with the command that restores the copy as its remedy where there is one. */
  OperationFailure with(OperationFailure failure) throws InterruptedException {
    if (!CODES.contains(failure.code())) {
      return failure;
    }
    Optional<OperationFailure> hinted =
        attempt.command().getFromCopy() ? Optional.empty() : copied(failure);
    return hinted.isPresent() ? hinted.get() : another(failure);
  }

  private OperationFailure another(OperationFailure failure) throws InterruptedException {
    try {
      return AnotherBackup.instead(
          failure,
          repositories.of(attempt.target().entry()),
          attempt.target().entry().name(),
          this::remedy);
    } catch (OperationFailure alsoAway) {
      return failure;
    }
  }

  private Optional<OperationFailure> copied(OperationFailure failure) throws InterruptedException {
    return copy()
        .map(
            copy -> {
              OperationFailure hinted =
                  OperationFailure.of(
                          failure.code(),
                          failure.message() + " A copy of " + copy + " is in another repository.",
                          remedy(copy) + " --from-copy")
                      .withDetail(failure.detail());
              return failure.retryable() ? hinted.asRetryable() : hinted;
            })
        .map(hinted -> hinted.causedBy(failure));
  }

  private Optional<String> copy() throws InterruptedException {
    try {
      Optional<BackupRepository> copies = repositories.copiesOf(attempt.target().entry());
      if (copies.isEmpty()) {
        return Optional.empty();
      }
      String database = attempt.target().entry().name();
      String wanted = attempt.command().getBackupId();
      Optional<BackupId> id = BackupId.parse(wanted);
      if (id.isPresent()) {
        return copies.get().find(database, id.get()).map(Manifest::backupId);
      }
      return wanted.equals(BackupChoice.LATEST) && !described()
          ? copies.get().latest(database).map(BackupSummary::backupId)
          : Optional.empty();
    } catch (OperationFailure alsoAway) {
      return Optional.empty();
    }
  }

  private boolean described() {
    return !attempt.command().getBackupLabels().isEmpty()
        || attempt.command().getBackupBefore() != null;
  }

  private String remedy(String backup) {
    RestoreRequested command = attempt.command();
    String way =
        switch (RestoreMode.of(command)) {
          case NEW -> "--as " + Remedies.shell(command.getTargetName());
          case SCRATCH -> "--scratch";
          case REPLACE, UNDO -> "--replace --confirm " + command.getDatabase();
          case IN_PLACE -> "--in-place --confirm " + command.getDatabase();
        };
    return "./drover restore %s --backup %s %s".formatted(command.getDatabase(), backup, way);
  }
}
