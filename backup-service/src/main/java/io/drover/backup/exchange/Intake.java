package io.drover.backup.exchange;

import io.drover.backup.repository.NewBackup;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.sql.SQLException;

/** Brings a dump of some kind into a backup in the making. */
interface Intake {
  /**
   * Stores it and sees that it is whole.
   *
   * @throws IOException the dump cannot be read
   */
  Stored store(NewBackup backup)
      throws IOException, SQLException, OperationFailure, InterruptedException;
}
