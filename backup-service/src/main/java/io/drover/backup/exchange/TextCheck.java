package io.drover.backup.exchange;

import io.drover.backup.script.ScriptException;
import io.drover.backup.script.ScriptReader;
import io.drover.backup.script.ScriptSummary;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;

/** Checks plain SQL. */
final class TextCheck implements DumpCheck {
  private final ScriptReader reader = ScriptReader.looking();

  @Override
  public void accept(byte[] bytes, int offset, int length) throws IOException {
    reader.write(bytes, offset, length);
  }

  @Override
  public ScriptSummary finish() throws OperationFailure {
    try {
      return reader.finish();
    } catch (ScriptException e) {
      throw e.failure().causedBy(e);
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written", e);
    }
  }

  @Override
  public void close() {
    // It holds nothing but memory.
  }
}
