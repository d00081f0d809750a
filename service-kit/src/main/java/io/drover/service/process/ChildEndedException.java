package io.drover.service.process;

import java.io.IOException;

/**
 * A child that ended while it was written to. The message holds its exit code and the tail of its
 * standard error.
 */
public final class ChildEndedException extends IOException {
  private final int exitCode;
  private final String errorTail;

  ChildEndedException(String program, int exitCode, String errorTail, IOException cause) {
    super(program + " ended early with exit code " + exitCode + ": " + errorTail.strip(), cause);
    this.exitCode = exitCode;
    this.errorTail = errorTail;
  }

  public int exitCode() {
    return exitCode;
  }

  public String errorTail() {
    return errorTail;
  }
}
