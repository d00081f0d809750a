package io.drover.migration;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** What a request wants done with the migrations. */
enum Mode {
  STATUS,
  PLAN,
  REHEARSE,
  APPLY,
  BASELINE,
  REPAIR,
  ROLLBACK,
  ADOPT,
  RESTORE;

  /** Whether it reads only, of the database itself. */
  boolean reads() {
    return this == STATUS || this == PLAN;
  }

  static Mode of(String word) throws OperationFailure {
    return switch (word) {
      case "STATUS" -> STATUS;
      case "PLAN" -> PLAN;
      case "REHEARSE" -> REHEARSE;
      case "APPLY" -> APPLY;
      case "BASELINE" -> BASELINE;
      case "REPAIR" -> REPAIR;
      case "ROLLBACK" -> ROLLBACK;
      case "ADOPT" -> ADOPT;
      case "RESTORE" -> RESTORE;
      default ->
          throw OperationFailure.of(
              FailureCode.INVALID_REQUEST,
              "The mode of a migration is STATUS, PLAN, REHEARSE, APPLY, BASELINE, REPAIR,"
                  + " ROLLBACK, ADOPT or RESTORE.",
              "Send the request again with one of these modes.");
    };
  }
}
