package io.drover.monitor.request;

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
