package io.drover.bus;

/** The bytes are neither Avro in single-object encoding nor, for a command, JSON. */
public final class MalformedException extends UnreadableException {

  MalformedException(String reason, String message) {
    super(reason, message);
  }
}
