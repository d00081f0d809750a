package io.drover.backup.exchange;

import io.drover.backup.script.ScriptReader;
import io.drover.backup.script.ScriptSummary;
import io.drover.backup.tool.ToolErrors;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTools;
import io.drover.service.process.ProcessRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets pg_restore read an archive to its end; nothing is connected to. */
final class ArchiveCheck implements DumpCheck {
  private static final String NAME = "pg_restore";
  private static final int BUFFER = 64 * 1024;

  private final ChildProcess child;
  private final OutputStream input;
  private final Thread reading;
  private final ScriptReader text = ScriptReader.looking();
  private boolean taken = true;
  private volatile ScriptSummary summary = new ScriptSummary("", "", Set.of(), Set.of(), List.of());

  ArchiveCheck(Attempt<?> attempt, PostgresTools tools) throws OperationFailure {
    String program = tools.restoreFor(0, Integer.MAX_VALUE).path().toString();
    this.child =
        attempt.start(
            new ProcessRequest(
                program, List.of("--file=-"), Map.of(), attempt.target().maintenanceDatabase()));
    this.input = child.input();
    this.reading = Thread.ofVirtual().start(this::read);
  }

  /** What cannot be understood of it is left alone: pg_restore feeds no psql. */
  private void read() {
    byte[] buffer = new byte[BUFFER];
    boolean understood = true;
    try (InputStream output = child.output()) {
      for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
        understood = understood && looked(buffer, count);
      }
      if (understood) {
        summary = text.finish();
      }
    } catch (IOException e) {
      // Its end is told by its exit code.
      return;
    }
  }

  private boolean looked(byte[] buffer, int count) {
    try {
      text.write(buffer, 0, count);
      return true;
    } catch (IOException e) {
      return false;
    }
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
    int exitCode = child.await();
    if (exitCode != 0) {
      throw ToolErrors.explain(NAME, exitCode, child.errorTail());
    }
    reading.join();
    return summary;
  }

  @Override
  public void close() {
    child.close();
  }
}
