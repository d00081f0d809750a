package io.drover.backup.restore;

import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.sql.SQLException;

/** How one mode of restore is carried out, by one attempt. */
interface Way {
  Outcome handle() throws OperationFailure, InterruptedException, SQLException;

  /** Leaves everything as it was before the operation. */
  void abandon() throws OperationFailure, InterruptedException, SQLException;
}
