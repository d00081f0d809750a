package io.drover.cli;

import io.drover.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs the command line in this process and keeps what it wrote. */
public final class CapturedTerminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Runs the command line; the exit code. */
  public int run(Map<String, String> environment, Path root, String... args) {
    var terminal = new Terminal(stream(out), stream(err), false, false, 100);
    return Drover.run(new CliContext(terminal, environment, root), args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** What went to the standard output. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What went to the standard error. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
