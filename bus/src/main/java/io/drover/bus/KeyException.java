package io.drover.bus;

/** A key that cannot be used. The message is one sentence and holds nothing of the key. */
public final class KeyException extends RuntimeException {
  KeyException(String message) {
    super(message);
  }
}
