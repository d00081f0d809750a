package io.drover.migration;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** What a request wants done with the migrations. */
enum Mode {
  STATUS,
  PLAN,
  APPLY;

  /** Whether it reads only. */
  boolean reads() {
    return this != APPLY;
  }

  static Mode of(String word) throws OperationFailure {
    return switch (word) {
      case "STATUS" -> STATUS;
      case "PLAN" -> PLAN;
      case "APPLY" -> APPLY;
      default ->
          throw OperationFailure.of(
              FailureCode.INVALID_REQUEST,
              "The mode of a migration is STATUS, PLAN or APPLY.",
              "Send the request again with mode STATUS, PLAN or APPLY.");
    };
  }
}
