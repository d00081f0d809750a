package io.drover.backup.retention;

import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Repositories;
import io.drover.backup.retention.Candidate.Proof;
import io.drover.backup.retention.RemovalTable.Removal;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Removes one backup, unless it is pinned, in use, or the one to be restored from. */
public final class RemoveAction implements MaintenanceAction {
  /** Its word in requests and in the policy's operations, where it must be named. */
  public static final String NAME = "remove";

  private final Catalogue catalogue;
  private final Repositories repositories;
  private final Removals removals;

  public RemoveAction(Catalogue catalogue, Repositories repositories, Removals removals) {
    this.catalogue = catalogue;
    this.repositories = repositories;
    this.removals = removals;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String permission() {
    return NAME;
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    BackupId _ = NamedBackup.of(command);
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    BackupId id = NamedBackup.of(attempt.command());
    boolean dryRun = attempt.command().getDryRun();
    if (!dryRun) {
      removals.finishBegun(attempt);
    }
    List<Removal> before = removals.stated(attempt);
    if (before.stream().anyMatch(removal -> removal.backupId().equals(id.value()))) {
      removals.finishCopies(attempt);
      return Decisions.done(attempt.command(), before, left(attempt));
    }
    Removal removal = check(attempt, id);
    if (!dryRun && !removals.remove(attempt, removal)) {
      throw inUse(attempt, id);
    }
    if (dryRun) {
      return Decisions.done(attempt.command(), List.of(removal), left(attempt) - 1);
    }
    removals.finishCopies(attempt);
    return Decisions.done(attempt.command(), removals.stated(attempt), left(attempt));
  }

  private int left(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    DatabaseEntry database = attempt.target().entry();
    return repositories.of(database).committed(database.name()).size();
  }

  private Removal check(Attempt<MaintenanceRequested> attempt, BackupId id)
      throws OperationFailure, InterruptedException {
    String database = attempt.target().entry().name();
    List<Candidate> all = catalogue.of(attempt.target().entry());
    Candidate candidate =
        all.stream().filter(each -> each.backupId().equals(id.value())).findFirst().orElse(null);
    if (candidate == null) {
      requireDamaged(repositories.of(attempt.target().entry()), database, id);
      return new Removal(id.value(), reason(attempt), 0);
    }
    if (candidate.pinned()) {
      throw refused(
          "The backup " + id + " is pinned.", "./drover unpin " + database + " --backup " + id);
    }
    if (isNewest(candidate, all, Candidate::good)) {
      throw refused(
          "The backup " + id + " is the newest good one of " + database + ".",
          "./drover backup " + database);
    }
    if (isNewest(candidate, all, each -> each.proof() == Proof.VERIFIED)) {
      throw refused(
          "The backup " + id + " is the newest verified one of " + database + ".",
          "./drover verify " + database);
    }
    if (candidate.inUse()) {
      throw inUse(attempt, id);
    }
    return new Removal(id.value(), reason(attempt), candidate.archiveBytes());
  }

  /** What has a manifest that cannot be read is there, and nobody can restore it. */
  private static void requireDamaged(BackupRepository repository, String database, BackupId id)
      throws OperationFailure, InterruptedException {
    try {
      if (repository.find(database, id).isEmpty()) {
        throw NamedBackup.notFound(database, id);
      }
    } catch (OperationFailure failure) {
      if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
        throw failure;
      }
    }
  }

  /** Safety backups count where there are no others. */
  private static boolean isNewest(
      Candidate candidate, List<Candidate> all, Predicate<Candidate> which) {
    Optional<Candidate> newest =
        all.stream()
            .filter(each -> !each.imported())
            .filter(which)
            .max(
                Comparator.comparing((Candidate each) -> !each.safety())
                    .thenComparing(Candidate::committedAt));
    return newest.isPresent() && newest.get().equals(candidate);
  }

  private static String reason(Attempt<MaintenanceRequested> attempt) {
    String given = attempt.command().getReason();
    String by = "asked for by " + attempt.command().getRequestedBy();
    return given.isEmpty() ? by : by + ": " + given;
  }

  private static OperationFailure refused(String message, String remedy) {
    return OperationFailure.of(FailureCode.NOT_PERMITTED, message, remedy);
  }

  private static OperationFailure inUse(Attempt<MaintenanceRequested> attempt, BackupId id) {
    return OperationFailure.of(
        FailureCode.BUSY,
        "An operation that goes on reads the backup " + id + ".",
        "./drover operations " + attempt.target().entry().name());
  }

  @Override
  public void abandon(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    removals.finishBegun(attempt);
    removals.finishCopies(attempt);
  }
}
