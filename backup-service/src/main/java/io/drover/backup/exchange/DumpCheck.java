package io.drover.backup.exchange;

import io.drover.backup.script.ScriptSummary;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;

/** Sees, while a dump is stored, whether it is whole and what it says about itself. */
interface DumpCheck extends AutoCloseable {
  /**
   * The next bytes of the dump.
   *
   * @throws IOException the dump is not accepted
   */
  void accept(byte[] bytes, int offset, int length) throws IOException;

  /**
   * The dump is at its end.
   *
   * @throws OperationFailure it must not end there
   */
  ScriptSummary finish() throws OperationFailure, InterruptedException;

  @Override
  void close();
}
