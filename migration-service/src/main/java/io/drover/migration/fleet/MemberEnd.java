package io.drover.migration.fleet;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestRefused;
import io.drover.service.operation.ChildOutcome;

/**
 * What is kept of the end of a database's operation.
 *
 * @param outcome succeeded, failed, rejected or cancelled
 * @param applied how many migrations it applied
 * @param pending how many are pending now
 * @param blocking how many findings block its plan
 */
record MemberEnd(
    String childId,
    String outcome,
    String code,
    String message,
    String remedy,
    int applied,
    int pending,
    int blocking) {
  private static final int LONGEST = 300;

  MemberEnd {
    message = shortened(message);
    remedy = shortened(remedy);
  }

  static MemberEnd of(ChildOutcome child) {
    return switch (child.fact()) {
      case MigrationSucceeded done ->
          new MemberEnd(
              child.operationId(),
              child.outcome(),
              "",
              "",
              "",
              done.getAppliedCount(),
              done.getPendingCount(),
              done.getPlan() == null ? 0 : done.getPlan().getBlockingCount());
      case OperationFailed f -> without(child, f.getCode(), f.getMessage(), f.getRemedy());
      case OperationRejected r -> without(child, r.getCode(), r.getMessage(), r.getRemedy());
      case RequestRefused r -> without(child, r.getCode(), r.getMessage(), r.getRemedy());
      case OperationCancelled c -> without(child, FailureCode.CANCELLED, cancelled(c), "");
      default -> without(child, "", "", "");
    };
  }

  private static MemberEnd without(ChildOutcome child, String code, String message, String remedy) {
    return new MemberEnd(child.operationId(), child.outcome(), code, message, remedy, 0, 0, 0);
  }

  private static String cancelled(OperationCancelled fact) {
    String who = fact.getRequestedBy().isEmpty() ? "someone" : fact.getRequestedBy();
    return "Cancelled by " + who + (fact.getReason().isEmpty() ? "." : ": " + fact.getReason());
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
    return text.substring(0, end) + "…";
  }
}
