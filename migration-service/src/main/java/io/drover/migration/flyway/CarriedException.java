package io.drover.migration.flyway;

import io.drover.service.operation.OperationFailure;
import java.util.Optional;

/** Brings a checked exception of the attempt through Flyway, whose callbacks may throw none. */
final class CarriedException extends RuntimeException {
  CarriedException(Exception cause) {
    super(cause);
  }

  /** The attempt's own failure among the causes; an end of the attempt is thrown at once. */
  static Optional<OperationFailure> failureIn(Throwable thrown) throws InterruptedException {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case InterruptedException ended -> throw ended;
        case OperationFailure failure -> {
          return Optional.of(failure);
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
