package io.drover.backup.repository.s3;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * A bucket, or the part of one below a prefix.
 *
 * @param endpoint address of the service; null for Amazon's own
 * @param prefix first words of all keys, without slashes at its ends; may be empty
 * @param pathStyle whether the bucket stands in the path and not in the host name
 * @param accessKey asked at each request, so that a rotated key is taken up
 * @param secretKey likewise
 */
public record Bucket(
    @Nullable URI endpoint,
    String region,
    String bucket,
    String prefix,
    boolean pathStyle,
    Supplier<String> accessKey,
    Supplier<String> secretKey) {
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(60);

  /** A client of the bucket's service; whoever asks closes it. */
  S3Client client() {
    var builder =
        S3Client.builder()
            .region(Region.of(region))
            .credentialsProvider(() -> AwsBasicCredentials.create(accessKey.get(), secretKey.get()))
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(pathStyle).build())
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(TO_CONNECT)
                    .socketTimeout(FOR_AN_ANSWER))
            .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  /** The key of the whole bucket. */
  String whole(String key) {
    return prefix.isEmpty() ? key : prefix + "/" + key;
  }

  /** The key below the prefix. */
  String own(String wholeKey) {
    return prefix.isEmpty() ? wholeKey : wholeKey.substring(prefix.length() + 1);
  }

  /** For people. */
  String location() {
    return "s3://"
        + bucket
        + (prefix.isEmpty() ? "" : "/" + prefix)
        + (endpoint == null ? "" : " at " + endpoint);
  }

  /** A command that shows what is there. */
  String lookCommand() {
    return "aws s3 ls s3://"
        + bucket
        + "/"
        + (prefix.isEmpty() ? "" : prefix + "/")
        + (endpoint == null ? "" : " --endpoint-url " + endpoint);
  }
}
