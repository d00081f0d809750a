package io.drover.bus;

/** The bytes of a record cannot be turned into a record of the contract. */
public abstract sealed class UnreadableException extends Exception
    permits MalformedException, UnknownFingerprintException, UnknownRecordException {

  private final String reason;

  UnreadableException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Code such as {@code TRUNCATED} or {@code UNKNOWN_FINGERPRINT}; the message is the sentence. */
  public String reason() {
    return reason;
  }
}
