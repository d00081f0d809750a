package io.drover.migration.recovery;

import io.drover.migration.flyway.Repairing;
import io.drover.migration.flyway.RunContent;
import io.drover.migration.plan.Planner;
import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets the history right. What it is about to change is noted before: a later attempt finds less to
 * change, and tells all of it.
 */
record RepairRun(
    Attempt<MigrateRequested> attempt, Repairing repairing, RepairNotes notes, Answer answer) {
  Outcome outcome() throws OperationFailure, InterruptedException {
    List<HistoryChange> found = repairing.find();
    attempt.reached("status-read");
    if (attempt.command().getDryRun()) {
      return answer.done(Answer.Told.of(found).with(Answer.bound(digest(found))));
    }
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    List<HistoryChange> now = repairing.find();
    List<HistoryChange> noted = notes.of(attempt.operationId());
    if (noted.isEmpty()) {
      requirePlanned(now);
      notes.note(attempt.operationId(), now);
      attempt.reached("repair-noted");
    } else if (!noted.containsAll(now)) {
      throw changed();
    }
    if (!now.isEmpty()) {
      attempt.fence();
      repairing.repair(now);
      attempt.reached("repaired");
      requireNothingLeft();
    }
    List<HistoryChange> all = noted.isEmpty() ? now : noted;
    return answer.done(Answer.Told.of(all).with(Answer.bound(digest(all))));
  }

  private String digest(List<HistoryChange> changes) throws OperationFailure {
    return Planner.digest(
        attempt,
        List.of(
            new RunContent(
                "repair",
                "",
                List.of(),
                changes.stream().map(HistoryChange::toString).toList(),
                List.of())));
  }

  private void requirePlanned(List<HistoryChange> changes) throws OperationFailure {
    @Nullable String planned = attempt.command().getPlanDigest();
    if (planned != null && !planned.equals(digest(changes))) {
      throw changed();
    }
  }

  private OperationFailure changed() {
    return OperationFailure.of(
        FailureCode.MIGRATION_CHANGED_SINCE_PLAN,
        "What a repair of "
            + attempt.target().entry().name()
            + " would change is not what was planned: a script or the history is another.",
        "./drover migrate " + attempt.target().entry().name() + " --repair --dry-run");
  }

  private void requireNothingLeft() throws OperationFailure, InterruptedException {
    List<HistoryChange> left = repairing.find();
    if (!left.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.MIGRATION_FAILED,
          "The history still needs a repair because of " + left.getFirst().getScript() + ".",
          "./drover migrate " + attempt.target().entry().name() + " --repair --dry-run");
    }
  }
}
