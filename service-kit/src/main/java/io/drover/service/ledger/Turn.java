package io.drover.service.ledger;

import io.drover.service.operation.OperationFailure;
import java.time.Instant;
import java.util.Optional;

/** What a lane does next. */
public sealed interface Turn {
  /** Run this attempt. */
  record Run(RunningOperation operation) implements Turn {}

  /** End this operation as a failure, after what it left has been removed. */
  record Fail(RunningOperation operation, OperationFailure failure) implements Turn {}

  /** End this operation as cancelled, after what it left has been removed. */
  record Cancel(RunningOperation operation, String requestedBy, String reason) implements Turn {}

  /** Something ended without any work; ask again at once. */
  record Again() implements Turn {}

  /** Nothing to do until then; empty: until the lane is woken. */
  record Idle(Optional<Instant> until) implements Turn {}
}
