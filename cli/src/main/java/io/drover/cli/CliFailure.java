package io.drover.cli;

import org.jspecify.annotations.Nullable;

/** Ends the command with one sentence, what mends it, and an exit code; never a stack trace. */
public final class CliFailure extends RuntimeException {
  private final int exitCode;
  private final String remedy;

  /** A failure with exit code 1. An empty remedy prints none. */
  public CliFailure(String message, String remedy) {
    this(ExitCode.FAILED, message, remedy, null);
  }

  /** A failure with what lies behind it, for {@code DROVER_DEBUG=1}. */
  public CliFailure(String message, String remedy, Throwable cause) {
    this(ExitCode.FAILED, message, remedy, cause);
  }

  /** A failure with one of {@link ExitCode}. */
  public CliFailure(int exitCode, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }

  /** A command or step that mends it; may be empty. */
  public String remedy() {
    return remedy;
  }
}
