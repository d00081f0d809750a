package io.drover.cli;

/** What the command's exit code says to a script. */
public final class ExitCode {
  /** All that was asked is done. */
  public static final int SUCCEEDED = 0;

  /** The operation failed or was cancelled, or the command itself could not be carried out. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The request was rejected or refused: it did not run. */
  public static final int REJECTED = 3;

  /** The operation had not ended when the time to wait was over. It goes on. */
  public static final int TIMED_OUT = 4;

  private ExitCode() {}
}
