package io.drover.backup.repository.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tells the errors of an S3 service in the words that a store uses. */
final class S3Errors {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final Set<String> FULL =
      Set.of("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "StorageFull");

  private S3Errors() {}

  /** A call of the service. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  static <T> T calling(String key, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (SdkException e) {
      throw translate(key, e);
    }
  }

  /** Whether somebody else was first to write the key. */
  static boolean isTaken(S3Exception error) {
    return error.statusCode() == PRECONDITION_FAILED || error.statusCode() == CONFLICT;
  }

  static boolean isMissing(SdkException error) {
    return error instanceof S3Exception answer
        && answer.statusCode() == NOT_FOUND
        && !"NoSuchBucket".equals(code(answer));
  }

  static IOException translate(String key, SdkException error) {
    if (error instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      IOException interrupted = new InterruptedIOException("interrupted while using S3");
      interrupted.initCause(error);
      return interrupted;
    }
    if (isMissing(error)) {
      IOException missing = new NoSuchFileException(key);
      missing.initCause(error);
      return missing;
    }
    if (error instanceof S3Exception answer) {
      String code = code(answer);
      return new IOException(
          FULL.contains(code) ? "quota exceeded" : code + " (" + answer.statusCode() + ")", error);
    }
    return new IOException(root(error), error);
  }

  private static String code(S3Exception error) {
    AwsErrorDetails details = error.awsErrorDetails();
    return details == null || details.errorCode() == null ? "error" : details.errorCode();
  }

  /** The innermost cause says it shortest: "Connection refused". */
  private static String root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
