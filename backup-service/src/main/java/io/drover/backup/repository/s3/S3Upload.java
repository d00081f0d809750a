package io.drover.backup.repository.s3;

import io.drover.backup.repository.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends a file of unknown length in parts, each with a CRC-32C that the server checks. Holds one
 * part in memory: 8 MiB, twice as much after every thousand parts and 64 MiB at most, so that S3's
 * 10,000 parts hold 490 GiB.
 */
final class S3Upload extends Upload {
  private static final int SMALLEST_PART = 8 * 1024 * 1024;
  private static final int LARGEST_PART = 64 * 1024 * 1024;
  private static final int PARTS_OF_A_SIZE = 1000;
  private static final String TYPE = "application/octet-stream";

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] part = new byte[SMALLEST_PART];
  private int filled;
  private @Nullable String uploadId;

  S3Upload(S3Client client, String bucket, String key) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    int written = 0;
    while (written < length) {
      if (filled == part.length) {
        send();
      }
      int count = Math.min(length - written, part.length - filled);
      System.arraycopy(buffer, offset + written, part, filled, count);
      filled += count;
      written += count;
    }
  }

  private void send() throws IOException {
    String upload = begun();
    int number = parts.size() + 1;
    String checksum =
        S3Errors.calling(
            key,
            () ->
                client
                    .uploadPart(
                        request ->
                            request
                                .bucket(bucket)
                                .key(key)
                                .uploadId(upload)
                                .partNumber(number)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
                        body())
                    .eTag());
    parts.add(CompletedPart.builder().partNumber(number).eTag(checksum).build());
    filled = 0;
    if (number % PARTS_OF_A_SIZE == 0 && part.length < LARGEST_PART) {
      part = new byte[part.length * 2];
    }
  }

  private String begun() throws IOException {
    String known = uploadId;
    if (known != null) {
      return known;
    }
    String begun =
        S3Errors.calling(
            key,
            () ->
                client
                    .createMultipartUpload(
                        request ->
                            request
                                .bucket(bucket)
                                .key(key)
                                .contentType(TYPE)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
                    .uploadId());
    uploadId = begun;
    return begun;
  }

  /** Not copied: it is read before it is filled again. */
  private RequestBody body() {
    byte[] content = part;
    int length = filled;
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(content, 0, length), length, TYPE);
  }

  @Override
  protected void finish() throws IOException {
    if (uploadId == null) {
      S3Errors.calling(
          key,
          () ->
              client.putObject(
                  request ->
                      request.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
                  body()));
      return;
    }
    if (filled > 0) {
      send();
    }
    S3Errors.calling(
        key,
        () ->
            client.completeMultipartUpload(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .uploadId(uploadId)
                        .multipartUpload(all -> all.parts(parts))));
  }

  @Override
  protected void release(boolean completed) throws IOException {
    String begun = uploadId;
    uploadId = null;
    part = new byte[0];
    if (begun != null && !completed) {
      // The thread may have been interrupted: without this the parts would stay, and cost.
      boolean interrupted = Thread.interrupted();
      try {
        S3Errors.calling(
            key,
            () ->
                client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(begun)));
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
