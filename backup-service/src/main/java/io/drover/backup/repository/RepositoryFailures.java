package io.drover.backup.repository;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** Turns errors of a store into failures of the contract. */
final class RepositoryFailures {
  private RepositoryFailures() {}

  static OperationFailure of(IOException error, Store store) throws InterruptedException {
    if (isInterrupt(error)) {
      throw new InterruptedException("interrupted while using the repository");
    }
    if (error instanceof StoreUnavailableException) {
      return unavailable(String.valueOf(error.getMessage()), store).causedBy(error);
    }
    return DurableFiles.isFull(error)
        ? OperationFailure.of(
                FailureCode.DISK_FULL,
                "The repository of backups at " + store.location() + " has no space left.",
                store.lookCommand())
            .asRetryable()
            .causedBy(error)
        : unavailable("cannot be used: " + error, store).causedBy(error);
  }

  static OperationFailure unavailable(String why, Store store) {
    return OperationFailure.of(
            FailureCode.REPOSITORY_UNAVAILABLE,
            "The repository of backups at " + store.location() + " " + why + ".",
            store.lookCommand())
        .asRetryable();
  }

  private static boolean isInterrupt(IOException error) {
    return error instanceof ClosedByInterruptException
        || (error instanceof InterruptedIOException && !(error instanceof SocketTimeoutException));
  }
}
