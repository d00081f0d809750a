package io.drover.backup.retention;

import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.retention.RemovalTable.Removal;
import io.drover.backup.retention.RetentionPlan.Decision;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.Retention;
import java.util.ArrayList;
import java.util.List;

/** Removes what the policy's retention does not keep. */
public final class RetainAction implements MaintenanceAction {
  /** Its word in requests. */
  public static final String NAME = "retain";

  private final Catalogue catalogue;
  private final Removals removals;

  public RetainAction(Catalogue catalogue, Removals removals) {
    this.catalogue = catalogue;
    this.removals = removals;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    Retention _ = retention(database);
  }

  private static Retention retention(DatabaseEntry database) throws OperationFailure {
    Retention retention = database.policy().retention();
    if (retention == null) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The policy of " + database.name() + " has no retention: it keeps every backup.",
          "Add policy.retention to " + database.name() + " in databases.yml.");
    }
    return retention;
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    DatabaseEntry database = attempt.target().entry();
    boolean dryRun = attempt.command().getDryRun();
    if (!dryRun) {
      removals.finishBegun(attempt);
    }
    RetentionPlan plan =
        RetentionPlan.of(retention(database), catalogue.of(database), attempt.now());
    attempt.reached("retention-planned");
    List<Removal> planned = plan.removed().stream().map(RetainAction::removal).toList();
    if (dryRun) {
      return Decisions.done(attempt.command(), planned, plan.kept());
    }
    List<Decision> kept = new ArrayList<>(plan.kept());
    attempt.progress().phase("removing", "backups", planned.size());
    for (int i = 0; i < planned.size(); i++) {
      if (!removals.remove(attempt, planned.get(i))) {
        kept.add(new Decision(plan.removed().get(i).backup(), "in use"));
      }
      attempt.progress().done(i + 1L);
    }
    removals.finishCopies(attempt);
    return Decisions.done(attempt.command(), removals.stated(attempt), kept);
  }

  private static Removal removal(Decision decision) {
    return new Removal(
        decision.backup().backupId(), decision.reason(), decision.backup().archiveBytes());
  }

  @Override
  public void abandon(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    removals.finishBegun(attempt);
    removals.finishCopies(attempt);
  }
}
