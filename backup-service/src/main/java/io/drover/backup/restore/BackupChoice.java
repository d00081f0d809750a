package io.drover.backup.restore;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.backup.retention.BackupUses;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the backup that a request names or describes. */
public final class BackupChoice {
  /** Word for the newest backup; the safety backups of restores are none of those meant. */
  static final String LATEST = "latest";

  /** Word for the newest backup whose newest verdict is that it can be restored. */
  static final String LATEST_VERIFIED = "latest-verified";

  private static final int NAMED_AT_MOST = 5;

  private final BackupRepository repository;
  private final String database;
  private final Map<String, String> labels;
  private final @Nullable Instant before;
  private final @Nullable Instant committedUntil;

  private BackupChoice(
      BackupRepository repository,
      String database,
      Map<String, String> labels,
      @Nullable Instant before,
      @Nullable Instant committedUntil) {
    this.repository = repository;
    this.database = database;
    this.labels = labels;
    this.before = before;
    this.committedUntil = committedUntil;
  }

  /** Whether the newest backup of some kind is meant, not a certain one. */
  static boolean isDescription(String wanted) {
    return wanted.isEmpty() || wanted.equals(LATEST) || wanted.equals(LATEST_VERIFIED);
  }

  /**
   * The same backup at every attempt of a replacement; from now on no retention removes it while
   * the operation is open.
   */
  static Manifest take(
      BackupRepository repository, BackupUses uses, Attempt<RestoreRequested> attempt)
      throws OperationFailure, InterruptedException {
    RestoreRequested command = attempt.command();
    BackupChoice choice =
        new BackupChoice(
            repository,
            attempt.target().entry().name(),
            command.getBackupLabels(),
            command.getBackupBefore(),
            // Hours may pass between its attempts, and other backups be taken meanwhile.
            RestoreMode.of(command).takesSafetyBackup() ? attempt.acceptedAt() : null);
    return choice.take(command.getBackupId(), Kinds.RESTORE, uses, attempt);
  }

  /**
   * The backup of the attempt's database; from now on no retention removes it while the operation
   * is open.
   *
   * @param wanted an id, {@code latest} or {@code latest-verified}
   * @throws OperationFailure {@code BACKUP_NOT_FOUND}, or as {@link BackupRepository} does
   */
  public static Manifest take(
      BackupRepository repository, BackupUses uses, Attempt<?> attempt, String kind, String wanted)
      throws OperationFailure, InterruptedException {
    return of(repository, attempt.target().entry().name()).take(wanted, kind, uses, attempt);
  }

  /**
   * A backup that was taken before.
   *
   * @throws OperationFailure {@code BACKUP_NOT_FOUND}: it is not there any more
   */
  public static Manifest find(BackupRepository repository, String database, String id)
      throws OperationFailure, InterruptedException {
    return of(repository, database).byId(id);
  }

  private static BackupChoice of(BackupRepository repository, String database) {
    return new BackupChoice(repository, database, Map.of(), null, null);
  }

  private Manifest take(String wanted, String kind, BackupUses uses, Attempt<?> attempt)
      throws OperationFailure, InterruptedException {
    String found =
        wanted.equals(LATEST_VERIFIED)
            ? newestVerified()
            : isDescription(wanted) ? newest() : byId(wanted).backupId();
    uses.take(kind, attempt.operationId(), database, found);
    attempt.reached("backup-taken");
    // It may have been removed between the look and the note.
    return byId(found);
  }

  private String newest() throws OperationFailure, InterruptedException {
    Optional<BackupSummary> latest = repository.latest(database);
    if (latest.isPresent() && admits(latest.get())) {
      return latest.get().backupId();
    }
    List<BackupSummary> existing = repository.list(database);
    if (latest.isEmpty() && !existing.isEmpty()) {
      throw onlyById(existing);
    }
    return existing.stream()
        .filter(this::admits)
        .map(BackupSummary::backupId)
        .findFirst()
        .orElseThrow(() -> notFound("that the request describes", existing));
  }

  private String newestVerified() throws OperationFailure, InterruptedException {
    List<BackupSummary> existing = repository.list(database);
    List<BackupSummary> admitted = existing.stream().filter(this::admits).toList();
    for (BackupSummary backup : admitted) {
      if (verified(backup.backupId())) {
        return backup.backupId();
      }
    }
    if (admitted.isEmpty()) {
      throw notFound("that the request describes", existing);
    }
    String newest = admitted.getFirst().backupId();
    throw OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "Of "
            + admitted.size()
            + " backups of "
            + database
            + " that the request admits none is verified; the newest is "
            + newest
            + ".",
        "./drover verify " + database + " --backup " + newest);
  }

  /**
   * A verdict that came while the request was waiting for its safety backup may take its trust from
   * a backup but gives none: every attempt chooses the same one.
   */
  private boolean verified(String backupId) throws OperationFailure, InterruptedException {
    List<Verdict> verdicts = repository.verdicts().list(database, new BackupId(backupId));
    return !verdicts.isEmpty()
        && verdicts.getFirst().verified()
        && (committedUntil == null
            || verdicts.stream()
                .filter(verdict -> !verdict.reachedAt().isAfter(committedUntil))
                .findFirst()
                .filter(Verdict::verified)
                .isPresent());
  }

  private boolean admits(BackupSummary backup) {
    return backup.mayBeLatest()
        && backup.labels().entrySet().containsAll(labels.entrySet())
        && (before == null || backup.startedAt().isBefore(before))
        && (committedUntil == null || !backup.committedAt().isAfter(committedUntil));
  }

  private Manifest byId(String wanted) throws OperationFailure, InterruptedException {
    Optional<BackupId> id = BackupId.parse(wanted);
    Optional<Manifest> manifest =
        id.isPresent() ? repository.find(database, id.get()) : Optional.empty();
    if (manifest.isEmpty()) {
      throw notFound(wanted, repository.list(database));
    }
    return manifest.get();
  }

  private OperationFailure onlyById(List<BackupSummary> existing) {
    return OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "There are only partial, imported and safety backups of "
            + database
            + ", which are chosen by their id; the newest are "
            + newest(existing)
            + ".",
        "./drover backups " + database);
  }

  private OperationFailure none() {
    return OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "There is no backup of " + database + ".",
        "./drover backup " + database);
  }

  private OperationFailure notFound(String which, List<BackupSummary> existing) {
    if (existing.isEmpty()) {
      return none();
    }
    return OperationFailure.of(
        FailureCode.BACKUP_NOT_FOUND,
        "There is no backup "
            + which
            + " of "
            + database
            + "; the newest are "
            + newest(existing)
            + ".",
        "./drover backups " + database);
  }

  private static String newest(List<BackupSummary> existing) {
    return existing.stream()
        .limit(NAMED_AT_MOST)
        .map(BackupSummary::backupId)
        .collect(Collectors.joining(", "));
  }
}
