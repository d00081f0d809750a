package io.drover.backup.dump;

import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.repository.NewBackup;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;

/** Runs pg_dump in one of the formats and stores what it writes. */
interface Dump {
  /**
   * The stored dump.
   *
   * @param said what pg_dump said though it succeeded
   */
  record Stored(Written written, String said) {}

  /**
   * Dumps to the end; pg_dump has succeeded when this returns.
   *
   * @param counting of the same snapshot: its failure explains one of pg_dump
   * @throws OperationFailure pg_dump failed, or the store did
   */
  Stored write(NewBackup backup, Counting counting)
      throws OperationFailure, InterruptedException, SQLException;
}
