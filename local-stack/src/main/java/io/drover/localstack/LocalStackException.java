package io.drover.localstack;

import org.jspecify.annotations.Nullable;

/**
 * The local stack cannot do what was asked. The message is one sentence a person can act on (a
 * log's tail may follow on further lines); a caller that talks to a person prints it and {@link
 * #remedy} and no stack trace.
 */
public class LocalStackException extends RuntimeException {
  private final String remedy;

  /** A failure with what to do about it. */
  public LocalStackException(String message, String remedy) {
    this(message, remedy, null);
  }

  /** A failure with what to do about it and what lies behind it. */
  public LocalStackException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** What to do about it: a command that works when pasted, or else an advice. */
  public String remedy() {
    return remedy;
  }
}
