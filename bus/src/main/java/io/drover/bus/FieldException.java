package io.drover.bus;

/** A value is wrong; becomes an {@link InvalidCommandException} once the sender is known. */
final class FieldException extends Exception {

  private final String field;

  FieldException(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  String field() {
    return field;
  }
}
