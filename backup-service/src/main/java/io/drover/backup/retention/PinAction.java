package io.drover.backup.retention;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Pin;
import io.drover.backup.repository.Repositories;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pins a backup, so that no retention removes it, or takes its pin away. */
public final class PinAction implements MaintenanceAction {
  private static final Logger LOG = LoggerFactory.getLogger(PinAction.class);

  private final boolean pins;
  private final Repositories repositories;
  private final Removals removals;

  private PinAction(boolean pins, Repositories repositories, Removals removals) {
    this.pins = pins;
    this.repositories = repositories;
    this.removals = removals;
  }

  /** The action {@code pin}. */
  public static PinAction pin(Repositories repositories, Removals removals) {
    return new PinAction(true, repositories, removals);
  }

  /** The action {@code unpin}. */
  public static PinAction unpin(Repositories repositories, Removals removals) {
    return new PinAction(false, repositories, removals);
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
    BackupRepository repository = repositories.of(attempt.target().entry());
    Manifest manifest =
        repository.find(database, id).orElseThrow(() -> NamedBackup.notFound(database, id));
    attempt.fence();
    if (!command.getDryRun()) {
      change(attempt, repository, id);
    }
    attempt.reached("pin-changed");
    Outcome.Done done = (Outcome.Done) Decisions.done(command, removals.stated(attempt), List.of());
    return command.getDryRun()
        ? done
        : new Outcome.Done(done.fact(), List.of(CatalogueRecord.of(repository, manifest)));
  }

  private void change(
      Attempt<MaintenanceRequested> attempt, BackupRepository repository, BackupId id)
      throws OperationFailure, InterruptedException {
    MaintenanceRequested command = attempt.command();
    String database = attempt.target().entry().name();
    if (pins) {
      repository
          .pins()
          .pin(
              database,
              id,
              new Pin(
                  command.getRequestedBy(),
                  command.getReason(),
                  attempt.acceptedAt().truncatedTo(ChronoUnit.MILLIS)));
    } else {
      repository.pins().unpin(database, id);
    }
    tellCopy(attempt, repository, id);
  }

  /** Removals ask the original, so a copy that cannot be reached is no reason to fail. */
  private void tellCopy(
      Attempt<MaintenanceRequested> attempt, BackupRepository repository, BackupId id)
      throws InterruptedException {
    String database = attempt.target().entry().name();
    try {
      if (repository.copies().find(database, id).isPresent()) {
        repository.carrySidecars(
            repositories.requireCopiesOf(attempt.target().entry()), database, id);
      }
    } catch (OperationFailure failure) {
      LOG.warn("The copy of {} does not know of its {}: {}", id, name(), failure.message());
    }
  }
}
