package io.drover.service.operation;

import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import org.apache.avro.specific.SpecificRecord;

/**
 * How a child ended.
 *
 * @param outcome succeeded, failed, cancelled or rejected
 * @param fact the child's terminal fact
 */
public record ChildOutcome(String kind, String operationId, String outcome, SpecificRecord fact) {
  public boolean succeeded() {
    return outcome.equals("succeeded");
  }

  /** Why it did not succeed, in its own words, with the code; of one that did, the outcome. */
  public String reason() {
    return switch (fact) {
      case OperationFailed failed -> failed.getCode() + ", " + failed.getMessage();
      case OperationRejected rejected -> rejected.getCode() + ", " + rejected.getMessage();
      case OperationCancelled cancelled -> "cancelled, " + cancelled.getReason();
      default -> outcome;
    };
  }

  /** What it says is to be done; empty when it says nothing. */
  public String remedy() {
    return switch (fact) {
      case OperationFailed failed -> failed.getRemedy();
      case OperationRejected rejected -> rejected.getRemedy();
      default -> "";
    };
  }
}
