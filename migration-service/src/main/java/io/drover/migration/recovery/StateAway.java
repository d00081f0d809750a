package io.drover.migration.recovery;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;

/** The service's own tables cannot be read or written. */
final class StateAway {
  private StateAway() {}

  static OperationFailure of(SQLException error) {
    return OperationFailure.of(
            FailureCode.TARGET_UNREACHABLE,
            "The state database of the migration service does not answer.",
            "Look at the log of the service and at its setting drover.state.url.")
        .asRetryable()
        .causedBy(error);
  }
}
