package io.drover.service.attempt;

import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;

/** How an attempt ended. */
sealed interface Ending {
  /** The handler returned. */
  record Returned(Outcome outcome) implements Ending {}

  /** The request does not pass the checks (any more). */
  record Rejected(OperationFailure failure) implements Ending {}

  /** The handler failed. */
  record Failed(OperationFailure failure) implements Ending {}

  /** The attempt was ended from outside. */
  record Ended(EndReason reason) implements Ending {}
}
