package io.drover.migration.recovery;

import io.drover.migration.flyway.Undoing;
import io.drover.migration.flyway.Undoing.Undo;
import io.drover.migration.plan.Plan;
import io.drover.migration.plan.PlanFacts;
import io.drover.migration.plan.Planner;
import io.drover.migration.recovery.Answer.Told;
import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes versions back by their undo scripts. What an attempt has committed stands under the name of
 * the operation in the database itself, so that the next one tells it and runs nothing again.
 */
record UndoRun(
    Attempt<MigrateRequested> attempt,
    Undoing undoing,
    Planner planner,
    UnaryOperator<String> mask,
    Answer answer) {
  Outcome outcome() throws OperationFailure, InterruptedException {
    Optional<ChildOutcome> child = attempt.child();
    List<HistoryChange> done = undoing.done();
    attempt.reached("status-read");
    if (!done.isEmpty()) {
      return answer.done(
          Told.of(done).after(child.isPresent() ? UndoBackup.idOf(child.get()) : null));
    }
    Undo undo = undoing.find(attempt.command().getVersion());
    Plan plan = planned(undo);
    if (attempt.command().getDryRun()) {
      return answer.done(Told.of(undo.changes()).with(PlanFacts.of(plan)));
    }
    plan.requireSafe();
    boolean backup = attempt.target().entry().policy().backupBeforeMigration();
    if (backup && child.isEmpty() && !undo.rows().isEmpty()) {
      attempt.reached("awaiting-backup");
      return UndoBackup.request(attempt, undo.rows().size());
    }
    @Nullable String backupId = child.isPresent() ? UndoBackup.idOf(child.get()) : null;
    return undo.rows().isEmpty() ? answer.done(Told.of(List.of()).after(backupId)) : undo(backupId);
  }

  private Outcome undo(@Nullable String backupId) throws OperationFailure, InterruptedException {
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    // Everything is looked at again: another tool may have migrated while this one waited.
    Undo undo = undoing.find(attempt.command().getVersion());
    Plan plan = planned(undo);
    plan.requireSafe();
    attempt.reached("before-undo");
    if (!undo.rows().isEmpty()) {
      undoing.undo(undo);
      attempt.reached("undone");
    }
    return answer.done(Told.of(undo.changes()).with(PlanFacts.of(plan)).after(backupId));
  }

  /** The plan, if it is the one that was asked for and can be one transaction. */
  private Plan planned(Undo undo) throws OperationFailure, InterruptedException {
    OneTransaction.require(undo.content());
    Plan plan = planner.undo(attempt, undo.content(), mask);
    attempt.reached("planned");
    @Nullable String planned = attempt.command().getPlanDigest();
    if (planned != null && !planned.equals(plan.digest())) {
      String database = attempt.target().entry().name();
      throw OperationFailure.of(
              FailureCode.MIGRATION_CHANGED_SINCE_PLAN,
              "What a rollback of "
                  + database
                  + " would undo is not what was planned: an undo script, the history or a"
                  + " placeholder is another.",
              "./drover migrate " + database + " --rollback --dry-run")
          .withDetail("planned " + planned + "\nfound " + plan.digest());
    }
    return plan;
  }
}
