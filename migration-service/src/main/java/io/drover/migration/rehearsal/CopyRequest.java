package io.drover.migration.rehearsal;

import io.drover.migration.child.ChildFailure;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.time.Duration;

/** The request for a scratch copy of the database, and what it came to. */
final class CopyRequest {
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private CopyRequest() {}

  /** A new one for each attempt that asks. */
  static Outcome of(Attempt<MigrateRequested> attempt) {
    MigrateRequested parent = attempt.command();
    return new Outcome.AwaitChild(
        new Outcome.ChildRequest(
            Kinds.RESTORE,
            Topics.RESTORE_REQUESTED,
            ScratchCopies.requestName(attempt.number()),
            id ->
                RestoreRequested.newBuilder()
                    .setOperationId(id)
                    .setDatabase(parent.getDatabase())
                    .setRequestedBy("drover/migrate/" + attempt.operationId())
                    .setReason("to rehearse migrations, for migrate " + attempt.operationId())
                    .setExpiresAt(attempt.deadline())
                    .setOnBusy(parent.getOnBusy())
                    .setLabels(parent.getLabels())
                    .setMode("scratch")
                    .setBackupId(parent.getBackupId().isEmpty() ? "latest" : parent.getBackupId())
                    .setTimeToLiveSeconds(seconds(attempt))
                    .build()),
        "the migrations are rehearsed on a scratch copy");
  }

  /** Long enough for the operation, so that it is there to its end and not much longer. */
  private static int seconds(Attempt<MigrateRequested> attempt) {
    Duration whole = Duration.between(attempt.acceptedAt(), attempt.deadline());
    Duration most = attempt.target().entry().policy().longestScratch();
    Duration wanted = whole.compareTo(SHORTEST) < 0 ? SHORTEST : whole;
    return (int) (wanted.compareTo(most) < 0 ? wanted : most).toSeconds();
  }

  /**
   * The copy.
   *
   * @throws OperationFailure {@code CHILD_FAILED} there is none
   */
  static RestoreSucceeded copy(ChildOutcome child) throws OperationFailure {
    if (child.succeeded() && child.fact() instanceof RestoreSucceeded restored) {
      return restored;
    }
    throw ChildFailure.of(
        child, "Nothing was rehearsed, as no scratch copy could be restored", "the rehearsal");
  }
}
