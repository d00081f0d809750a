package io.drover.monitor.request;

import io.drover.monitor.access.Caller;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** Nothing was published, in the words of the contract; the message is one sentence. */
public final class RefusedException extends Exception {
  private final int status;
  private final String code;
  private final String remedy;

  private RefusedException(int status, String code, String message, String remedy) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }

  /** Something in the request is wrong. */
  public static RefusedException invalid(String message, String remedy) {
    return new RefusedException(400, FailureCode.INVALID_REQUEST, message, remedy);
  }

  static RefusedException notPermitted(String message, String remedy) {
    return new RefusedException(403, FailureCode.NOT_PERMITTED, message, remedy);
  }

  /** The databases are not among those that he may change. */
  static RefusedException outside(Caller caller) {
    return notPermitted(
        caller.name() + " may change only databases with the labels " + caller.databases() + ".",
        "Ask whoever keeps access.yml.");
  }

  /**
   * Whoever has only some databases may do nothing that is about no single one.
   *
   * @throws RefusedException he has only some
   */
  public static void unlessEverything(Caller caller) throws RefusedException {
    if (!caller.databases().isEmpty()) {
      throw outside(caller);
    }
  }

  static RefusedException missing(String message, String remedy) {
    return new RefusedException(404, FailureCode.INVALID_REQUEST, message, remedy);
  }

  static RefusedException missing(OperationFailure why) {
    return new RefusedException(404, why.code(), why.message(), why.remedy());
  }

  static RefusedException conflict(String message, String remedy) {
    return new RefusedException(409, FailureCode.INVALID_REQUEST, message, remedy);
  }

  static RefusedException unavailable(String message, String remedy) {
    return new RefusedException(503, FailureCode.INTERNAL, message, remedy);
  }

  /** Status of HTTP. */
  public int status() {
    return status;
  }

  /** Failure code of the contract. */
  public String code() {
    return code;
  }

  /** The sentence. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
