package io.drover.bus;

/**
 * The bytes are sound, but this version has no class for the record, or the record is not the one
 * that was asked for.
 */
public final class UnknownRecordException extends UnreadableException {

  private final String fullName;

  UnknownRecordException(String fullName, String message) {
    super("UNKNOWN_RECORD", message);
    this.fullName = fullName;
  }

  /** Full name of the writer's record, such as {@code io.drover.schemas.BackupRequested}. */
  public String fullName() {
    return fullName;
  }
}
