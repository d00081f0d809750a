package io.drover.migration.recovery;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.flyway.Baselining;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.Repairing;
import io.drover.migration.flyway.Undoing;
import io.drover.migration.plan.Planner;
import io.drover.migration.source.MigrationSource;
import io.drover.migration.source.MigrationSources;
import io.drover.migration.source.RequestedNamespace;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;

/** One attempt of a request for a way back. Not thread-safe. */
public final class Recovery {
  private final Attempt<MigrateRequested> attempt;
  private final MigrationSources sources;
  private final RecoveryTools tools;

  /**
   * For one attempt.
   *
   * @param sources the scripts of all namespaces; from now on nobody else can change them
   * @throws OperationFailure they cannot be copied
   */
  public Recovery(
      Attempt<MigrateRequested> attempt,
      MigrationSources sources,
      Bundles bundles,
      RecoveryTools tools)
      throws OperationFailure {
    this.attempt = attempt;
    this.sources = sources;
    this.tools = tools;
    sources.pin(bundles);
  }

  /** What it works with. */
  public record RecoveryTools(Planner planner, AppliedBackups backups, RepairNotes repairs) {}

  /** Marks versions as applied. */
  public Outcome baseline() throws OperationFailure, InterruptedException {
    return new BaselineRun(attempt, Baselining.of(attempt, source()), answer()).outcome();
  }

  /** Sets the history right. */
  public Outcome repair() throws OperationFailure, InterruptedException {
    Repairing repairing = Repairing.of(attempt, source());
    return new RepairRun(attempt, repairing, tools.repairs(), answer()).outcome();
  }

  /** Goes back: by undo scripts, or to a backup. */
  public Outcome rollback() throws OperationFailure, InterruptedException {
    if (RecoveryAdmission.toBackup(attempt.command())) {
      return new ReturnRun(attempt, tools.backups(), answer()).outcome();
    }
    Undoing undoing = Undoing.of(attempt, source());
    return new UndoRun(attempt, undoing, tools.planner(), sources::masked, answer()).outcome();
  }

  private MigrationSource source() throws OperationFailure {
    return sources.of(RequestedNamespace.of(attempt.command(), attempt.target().entry()).name());
  }

  private Answer answer() {
    return new Answer(attempt, DatabaseMigrations.of(attempt, sources));
  }
}
