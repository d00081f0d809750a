package io.drover.backup.repository.s3;

import io.drover.backup.repository.Store;
import io.drover.backup.repository.StoreKeys;
import io.drover.backup.repository.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket. Needs a service that knows conditional writes ({@code If-None-Match: *}), by
 * which one of several attempts commits. Requests are tried again by the client; reads go on where
 * they broke off.
 */
public final class S3Store implements Store, AutoCloseable {
  private final Bucket bucket;
  private final S3Client client;

  /** A store with a client of its own, which is closed with it. */
  public S3Store(Bucket bucket) {
    this.bucket = bucket;
    this.client = bucket.client();
  }

  @Override
  public String location() {
    return bucket.location();
  }

  @Override
  public String lookCommand() {
    return bucket.lookCommand();
  }

  @Override
  public Upload create(String key) {
    return new S3Upload(client, bucket.bucket(), whole(key));
  }

  @Override
  public void publish(String key, byte[] content) throws IOException {
    String whole = whole(key);
    S3Errors.calling(
        key,
        () -> {
          try {
            return client.putObject(
                request ->
                    request
                        .bucket(bucket.bucket())
                        .key(whole)
                        .ifNoneMatch("*")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
                RequestBody.fromBytes(content));
          } catch (S3Exception e) {
            if (S3Errors.isTaken(e)) {
              throw (IOException) new FileAlreadyExistsException(key).initCause(e);
            }
            throw e;
          }
        });
  }

  @Override
  public InputStream open(String key) throws IOException {
    return new S3Input(client, bucket.bucket(), whole(key));
  }

  @Override
  public Optional<StoredFile> find(String key) throws IOException {
    String whole = whole(key);
    return S3Errors.calling(
        key,
        () -> {
          try {
            HeadObjectResponse found =
                client.headObject(request -> request.bucket(bucket.bucket()).key(whole));
            return Optional.of(new StoredFile(key, found.contentLength(), found.lastModified()));
          } catch (S3Exception e) {
            if (S3Errors.isMissing(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public void delete(String key) throws IOException {
    String whole = whole(key);
    S3Errors.calling(
        key, () -> client.deleteObject(request -> request.bucket(bucket.bucket()).key(whole)));
  }

  @Override
  public List<StoredFile> files(String folder) throws IOException {
    String prefix = whole(folder) + "/";
    return S3Errors.calling(
        folder,
        () -> {
          List<StoredFile> files = new ArrayList<>();
          for (S3Object each :
              client
                  .listObjectsV2Paginator(request -> request.bucket(bucket.bucket()).prefix(prefix))
                  .contents()) {
            files.add(new StoredFile(bucket.own(each.key()), each.size(), each.lastModified()));
          }
          return files;
        });
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    String below = folder.isEmpty() ? "" : folder + "/";
    String prefix = folder.isEmpty() ? root() : whole(folder) + "/";
    return S3Errors.calling(
        folder,
        () -> {
          List<String> names = new ArrayList<>();
          for (CommonPrefix each :
              client
                  .listObjectsV2Paginator(
                      request -> request.bucket(bucket.bucket()).prefix(prefix).delimiter("/"))
                  .commonPrefixes()) {
            String own = bucket.own(each.prefix());
            names.add(own.substring(below.length(), own.length() - 1));
          }
          return names.stream().sorted().toList();
        });
  }

  @Override
  public int removeUnfinished(Instant before) throws IOException {
    return S3Errors.calling(
        "",
        () -> {
          int removed = 0;
          for (MultipartUpload each :
              client
                  .listMultipartUploadsPaginator(
                      request -> request.bucket(bucket.bucket()).prefix(root()))
                  .uploads()) {
            if (each.initiated().isBefore(before)) {
              client.abortMultipartUpload(
                  request ->
                      request.bucket(bucket.bucket()).key(each.key()).uploadId(each.uploadId()));
              removed++;
            }
          }
          return removed;
        });
  }

  private String root() {
    return bucket.prefix().isEmpty() ? "" : bucket.prefix() + "/";
  }

  private String whole(String key) {
    return bucket.whole(String.join("/", StoreKeys.words(key)));
  }

  @Override
  public void close() {
    client.close();
  }
}
