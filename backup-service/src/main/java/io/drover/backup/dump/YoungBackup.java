package io.drover.backup.dump;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backup that is there already, and young enough to be the answer to a request. */
final class YoungBackup {
  private final BackupRepository repository;
  private final String database;

  private YoungBackup(BackupRepository repository, String database) {
    this.repository = repository;
    this.database = database;
  }

  /**
   * Checks what a request says of it, without input and output.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: a part of a database is wanted, or no age
   */
  static void check(BackupRequested command) throws OperationFailure {
    @Nullable Integer within = command.getReuseWithinSeconds();
    if (within == null) {
      return;
    }
    boolean whole =
        List.of(
                command.getIncludeSchemas(),
                command.getExcludeSchemas(),
                command.getIncludeTables(),
                command.getExcludeTables(),
                command.getExcludeTableData())
            .stream()
            .allMatch(List::isEmpty);
    if (within < 1 || !whole) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "reuseWithinSeconds is 1 at least, and of whole backups only.",
          "./drover backup " + command.getDatabase() + " --reuse-within 30m");
    }
  }

  /** The newest whole backup that is young enough, has its archive and was not found wanting. */
  static Optional<Manifest> find(Attempt<BackupRequested> attempt, BackupRepository repository)
      throws OperationFailure, InterruptedException {
    @Nullable Integer within = attempt.command().getReuseWithinSeconds();
    if (within == null) {
      return Optional.empty();
    }
    Instant oldest = attempt.now().minusSeconds(within);
    var young = new YoungBackup(repository, attempt.target().entry().name());
    for (BackupSummary each : repository.list(young.database)) {
      if (each.mayBeLatest() && !each.startedAt().isBefore(oldest)) {
        Optional<Manifest> sound = young.sound(new BackupId(each.backupId()));
        if (sound.isPresent()) {
          return sound;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Manifest> sound(BackupId id) throws OperationFailure, InterruptedException {
    Optional<Verdict> verdict = repository.verdicts().newest(database, id);
    if (verdict.isPresent() && !verdict.get().verified()) {
      return Optional.empty();
    }
    Optional<Manifest> manifest = repository.find(database, id);
    return manifest.isPresent() && opens(manifest.get()) ? manifest : Optional.empty();
  }

  private boolean opens(Manifest manifest) throws OperationFailure, InterruptedException {
    try (InputStream archive = repository.open(manifest)) {
      return archive.available() >= 0;
    } catch (IOException e) {
      throw repository.explain(e);
    } catch (OperationFailure failure) {
      if (failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
        return false;
      }
      throw failure;
    }
  }
}
