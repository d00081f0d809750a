package io.drover.migration.recovery;

import io.drover.migration.flyway.Baselining;
import io.drover.migration.flyway.Baselining.Baseline;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import org.jspecify.annotations.Nullable;

/** Marks versions as applied. The same again changes nothing, as a killed attempt needs it. */
record BaselineRun(Attempt<MigrateRequested> attempt, Baselining baselining, Answer answer) {
  Outcome outcome() throws OperationFailure, InterruptedException {
    @Nullable String version = attempt.command().getVersion();
    Baseline found = baselining.find(version);
    attempt.reached("status-read");
    if (attempt.command().getDryRun() || found.made()) {
      return answer.done(Answer.Told.of(found.marked()));
    }
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    Baseline now = baselining.find(version);
    if (!now.made()) {
      attempt.fence();
      baselining.make(now);
      attempt.reached("baseline-made");
    }
    return answer.done(Answer.Told.of(now.marked()));
  }
}
