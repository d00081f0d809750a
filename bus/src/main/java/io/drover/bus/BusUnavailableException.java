package io.drover.bus;

/**
 * The broker did not answer in time, so nothing can be said about the record: try again later, and
 * do not treat the record as unreadable.
 */
public final class BusUnavailableException extends RuntimeException {

  BusUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
