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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets pg_restore read an archive to its end; nothing is connected to. */
final class ArchiveText implements AutoCloseable {
  private static final String NAME = "pg_restore";
  private static final int BUFFER = 64 * 1024;

  private final ChildProcess child;
  private final Thread reading;
  private final ScriptReader text = ScriptReader.looking();
  private volatile ScriptSummary summary = new ScriptSummary("", "", Set.of(), Set.of(), List.of());

  /**
   * Starts it.
   *
   * @param archive arguments that say what it reads; none for what {@link #input} is given
   */
  ArchiveText(Attempt<?> attempt, PostgresTools tools, List<String> archive)
      throws OperationFailure {
    String program = tools.restoreFor(0, Integer.MAX_VALUE).path().toString();
    List<String> arguments = new ArrayList<>(List.of("--file=-"));
    arguments.addAll(archive);
    this.child =
        attempt.start(
            new ProcessRequest(
                program, arguments, Map.of(), attempt.target().maintenanceDatabase()));
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

  OutputStream input() {
    return child.input();
  }

  /**
   * Waits for its end.
   *
   * @throws OperationFailure it does not accept the archive
   */
  ScriptSummary finish() throws OperationFailure, InterruptedException {
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
