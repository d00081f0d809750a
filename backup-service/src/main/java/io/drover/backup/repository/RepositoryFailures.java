package io.drover.backup.repository;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns errors of the file system into failures of the contract. */
final class RepositoryFailures {
  private RepositoryFailures() {}

  static OperationFailure of(IOException error, Path root) throws InterruptedException {
    if (error instanceof ClosedByInterruptException) {
      throw new InterruptedException("interrupted while writing to the repository");
    }
    return isFull(error)
        ? OperationFailure.of(
                FailureCode.DISK_FULL,
                "The repository of backups at " + root + " has no space left.",
                "df -h " + root)
            .asRetryable()
            .causedBy(error)
        : unavailable("cannot be used: " + error, root).causedBy(error);
  }

  static OperationFailure unavailable(String why, Path root) {
    return OperationFailure.of(
            FailureCode.REPOSITORY_UNAVAILABLE,
            "The repository of backups at " + root + " " + why + ".",
            "ls -ld " + root)
        .asRetryable();
  }

  private static boolean isFull(IOException error) {
    @Nullable String message = error.getMessage();
    return message != null
        && (message.contains("No space left on device") || message.contains("quota exceeded"));
  }
}
