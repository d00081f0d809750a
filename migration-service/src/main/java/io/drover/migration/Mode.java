package io.drover.migration;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** What a request wants done with the migrations. */
enum Mode {
  STATUS,
  PLAN,
  APPLY,
  BASELINE,
  REPAIR,
  ROLLBACK;

  /** Whether it reads only. */
  boolean reads() {
    return this == STATUS || this == PLAN;
  }

  static Mode of(String word) throws OperationFailure {
    return switch (word) {
      case "STATUS" -> STATUS;
      case "PLAN" -> PLAN;
      case "APPLY" -> APPLY;
      case "BASELINE" -> BASELINE;
      case "REPAIR" -> REPAIR;
      case "ROLLBACK" -> ROLLBACK;
      default ->
          throw OperationFailure.of(
              FailureCode.INVALID_REQUEST,
              "The mode of a migration is STATUS, PLAN, APPLY, BASELINE, REPAIR or ROLLBACK.",
              "Send the request again with one of these modes.");
    };
  }
}
