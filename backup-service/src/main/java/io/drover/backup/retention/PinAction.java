package io.drover.backup.retention;

import io.drover.backup.dump.Manifests;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Pin;
import io.drover.backup.repository.Pins;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.target.DatabaseEntry;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Pins a backup, so that no retention removes it, or takes its pin away. */
public final class PinAction implements MaintenanceAction {
  private final boolean pins;
  private final BackupRepository repository;
  private final Pins files;
  private final Removals removals;

  private PinAction(boolean pins, BackupRepository repository, Pins files, Removals removals) {
    this.pins = pins;
    this.repository = repository;
    this.files = files;
    this.removals = removals;
  }

  /** The action {@code pin}. */
  public static PinAction pin(BackupRepository repository, Pins files, Removals removals) {
    return new PinAction(true, repository, files, removals);
  }

  /** The action {@code unpin}. */
  public static PinAction unpin(BackupRepository repository, Pins files, Removals removals) {
    return new PinAction(false, repository, files, removals);
  }

  @Override
  public String name() {
    return pins ? "pin" : "unpin";
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    BackupId _ = NamedBackup.of(command);
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    MaintenanceRequested command = attempt.command();
    if (!command.getDryRun()) {
      removals.finishBegun(attempt);
    }
    String database = attempt.target().entry().name();
    BackupId id = NamedBackup.of(command);
    Manifest manifest =
        repository.find(database, id).orElseThrow(() -> NamedBackup.notFound(database, id));
    BackupCommitted.Builder committed = BackupCommitted.newBuilder(Manifests.committed(manifest));
    attempt.fence();
    if (pins) {
      Pin pin =
          new Pin(
              command.getRequestedBy(),
              command.getReason(),
              attempt.acceptedAt().truncatedTo(ChronoUnit.MILLIS));
      if (!command.getDryRun()) {
        files.pin(database, id, pin);
      }
      committed.setPinnedAt(pin.at());
      committed.setPinnedBy(pin.by());
      committed.setPinnedReason(pin.reason());
    } else if (!command.getDryRun()) {
      files.unpin(database, id);
    }
    attempt.reached("pin-changed");
    Outcome.Done done = (Outcome.Done) Decisions.done(command, removals.stated(attempt), List.of());
    return command.getDryRun()
        ? done
        : new Outcome.Done(
            done.fact(), List.of(new Announcement(Topics.BACKUPS, id.value(), committed.build())));
  }
}
