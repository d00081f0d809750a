package io.drover.backup.repository;

import java.io.IOException;

/** A store is not what it must be; the message is the end of a sentence about it. */
final class StoreUnavailableException extends IOException {
  StoreUnavailableException(String what) {
    super(what);
  }
}
