package io.drover.backup.exchange;

import io.drover.backup.script.ScriptSummary;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Passes an archive of custom format on to pg_restore. */
final class ArchiveCheck implements DumpCheck {
  private final ArchiveText text;
  private final OutputStream input;
  private boolean taken = true;

  ArchiveCheck(Attempt<?> attempt, PostgresTools tools) throws OperationFailure {
    this.text = new ArchiveText(attempt, tools, List.of());
    this.input = text.input();
  }

  @Override
  public void accept(byte[] bytes, int offset, int length) {
    try {
      if (taken) {
        input.write(bytes, offset, length);
      }
    } catch (IOException e) {
      taken = false;
    }
  }

  @Override
  public ScriptSummary finish() throws OperationFailure, InterruptedException {
    try {
      input.close();
    } catch (IOException e) {
      taken = false;
    }
    return text.finish();
  }

  @Override
  public void close() {
    text.close();
  }
}
