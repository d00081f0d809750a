package io.drover.backup.repository.s3;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads an object and goes on where it was when the connection breaks: a restore reads for hours,
 * and the service closes what stands still for some minutes.
 */
final class S3Input extends InputStream {
  private static final RetryPolicy<Object> PATIENCE =
      RetryPolicy.builder()
          .handle(IOException.class)
          .abortOn(NoSuchFileException.class, InterruptedIOException.class)
          .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(10))
          .withMaxRetries(5)
          .build();

  private final S3Client client;
  private final String bucket;
  private final String key;
  private @Nullable ResponseInputStream<GetObjectResponse> content;
  private @Nullable String version;
  private long position;
  private boolean ended;

  S3Input(S3Client client, String bucket, String key) throws IOException {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.content = open();
    this.version = content.response().eTag();
  }

  private ResponseInputStream<GetObjectResponse> open() throws IOException {
    return S3Errors.calling(
        key,
        () ->
            client.getObject(
                request -> {
                  request.bucket(bucket).key(key);
                  if (position > 0) {
                    request.range("bytes=" + position + "-").ifMatch(version);
                  }
                }));
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0 || ended) {
      return ended ? -1 : 0;
    }
    try {
      int count = Failsafe.with(PATIENCE).get(() -> attempt(buffer, offset, length));
      ended = count < 0;
      position += Math.max(count, 0);
      return count;
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedIOException("interrupted while reading from S3");
      }
      throw e.getCause() instanceof IOException problem ? problem : new IOException(e.getCause());
    }
  }

  private int attempt(byte[] buffer, int offset, int length) throws IOException {
    ResponseInputStream<GetObjectResponse> open = content == null ? open() : content;
    content = open;
    try {
      return S3Errors.calling(key, () -> open.read(buffer, offset, length));
    } catch (IOException e) {
      open.abort();
      content = null;
      if (Thread.currentThread().isInterrupted()) {
        throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
      }
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    ResponseInputStream<GetObjectResponse> open = content;
    content = null;
    if (open != null) {
      if (ended) {
        open.close();
      } else {
        // Closing it would read the rest.
        open.abort();
      }
    }
  }
}
