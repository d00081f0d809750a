package io.drover.service.ledger;

import io.drover.schemas.FailureCode;
import io.drover.service.ledger.Approvals.Decision;
import io.drover.service.operation.OperationFailure;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** Why a decision is not carried out, or an operation does not get its turn. */
final class ApprovalFailures {
  private ApprovalFailures() {}

  static OperationFailure notWaiting(LedgerRow row) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The operation does not wait for an approval: it is " + row.state().word() + ".",
        "Look at it: ./drover follow " + row.origin().key().operationId());
  }

  static OperationFailure noApprover(LedgerRow row, String by, Set<String> approvers) {
    String database = row.origin().database();
    return OperationFailure.of(
        FailureCode.NOT_PERMITTED,
        "The policy of " + database + " does not let " + by + " decide about this.",
        approvers.isEmpty()
            ? "It asks for no approval any more: ./drover cancel this operation, and ask again."
            : "Let one of its approvers do it: " + String.join(", ", new TreeSet<>(approvers)));
  }

  static OperationFailure ownRequest(Decision decision) {
    return OperationFailure.of(
        FailureCode.NOT_PERMITTED,
        decision.by() + " asked for this operation; someone else must decide about it.",
        "Let another approver do it, or give it up: ./drover cancel "
            + decision.operation().operationId());
  }

  static OperationFailure otherContent(Held held, Decision decision) {
    return OperationFailure.of(
        FailureCode.CONFIRMATION_MISMATCH,
        "The decision names other content than the operation has: its digest is "
            + held.digest()
            + ".",
        "Look at what is asked for and decide again: ./drover approve "
            + decision.operation().operationId());
  }

  static OperationFailure unknown(Decision decision) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "There is no operation " + decision.operation() + " that could be decided about.",
        "Decide after the request was accepted: ./drover operations");
  }

  static OperationFailure rejection(Decision decision) {
    return OperationFailure.of(
        FailureCode.NOT_PERMITTED,
        decision.by()
            + " rejected the request"
            + (decision.reason().isEmpty() ? "." : ": " + decision.reason()),
        "Talk to " + decision.by() + ", then publish it again under a new operationId.");
  }

  /** Nobody approved in time. */
  static OperationFailure missing(Instant approveBy) {
    return OperationFailure.of(
        FailureCode.APPROVAL_MISSING,
        "Nobody approved the request before " + approveBy + ".",
        "Publish it again under a new operationId, and have it approved in time.");
  }
}
