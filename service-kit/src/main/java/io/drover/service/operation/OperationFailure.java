package io.drover.service.operation;

import org.jspecify.annotations.Nullable;

/**
 * Why an operation failed or was rejected, in the words of the contract.
 *
 * <p>Messages and details are published: they hold no secret.
 */
public final class OperationFailure extends Exception {
  private static final int DETAIL_LIMIT = 8192;

  private final String code;
  private final String detail;
  private final boolean retryable;
  private final String remedy;

  private OperationFailure(
      String code,
      String message,
      String detail,
      boolean retryable,
      String remedy,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.detail = detail;
    this.retryable = retryable;
    this.remedy = remedy;
  }

  /** A failure with a code of {@link io.drover.schemas.FailureCode}, one sentence and a remedy. */
  public static OperationFailure of(String code, String message, String remedy) {
    return new OperationFailure(code, message, "", false, remedy, null);
  }

  /** The same with the tail of what a tool said, cut to 8 KiB from the end. */
  public OperationFailure withDetail(String text) {
    String tail =
        text.length() > DETAIL_LIMIT ? text.substring(text.length() - DETAIL_LIMIT) : text;
    return new OperationFailure(code, message(), tail, retryable, remedy, getCause());
  }

  /** The same, marked as one that may pass by itself. */
  public OperationFailure asRetryable() {
    return new OperationFailure(code, message(), detail, true, remedy, getCause());
  }

  /** The same with its cause, which stays inside the service's log. */
  public OperationFailure causedBy(Throwable cause) {
    return new OperationFailure(code, message(), detail, retryable, remedy, cause);
  }

  public String code() {
    return code;
  }

  /** The sentence; never null. */
  public String message() {
    String message = getMessage();
    return message == null ? code : message;
  }

  public String detail() {
    return detail;
  }

  public boolean retryable() {
    return retryable;
  }

  public String remedy() {
    return remedy;
  }
}
