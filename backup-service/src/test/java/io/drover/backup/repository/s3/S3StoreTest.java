package io.drover.backup.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.Store;
import io.drover.backup.repository.StoreContract;
import io.drover.backup.repository.Upload;
import io.drover.backup.testbed.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class S3StoreTest extends StoreContract {
  private static S3Server server;
  private static int prefixes;

  private Bucket bucket;
  private S3Store store;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = new S3Server(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    bucket = server.bucket("test-" + ++prefixes);
    store = new S3Store(bucket);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }

  @Test
  void aBucketMayBeUsedWithoutPrefix() throws Exception {
    try (S3Store whole = new S3Store(server.bucket(""))) {
      write("shop/x", new byte[] {1});
      assertThat(whole.folders("")).contains(bucket.prefix());
      assertThat(whole.files(bucket.prefix() + "/shop")).hasSize(1);
    }
  }

  @Test
  void partsThatAKilledWriterLeftGoAfterTheirTimeAndNotBefore() throws Exception {
    Upload killed = store.create("shop/one/file");
    killed.write(random(9_000_000));

    assertThat(store.find("shop/one/file")).isEmpty();
    assertThat(store.removeUnfinished(Instant.now().minus(Duration.ofDays(1)))).isZero();
    assertThat(store.removeUnfinished(Instant.now().plus(Duration.ofDays(1)))).isEqualTo(1);
    assertThat(parts()).isZero();
    assertThatThrownBy(killed::complete).isInstanceOf(IOException.class);
  }

  @Test
  void anUploadThatWasInterruptedLeavesNoParts() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Upload upload = store.create("shop/one/file")) {
                    upload.write(random(9_000_000));
                    Thread.currentThread().interrupt();
                    upload.write(random(9_000_000));
                  } catch (IOException e) {
                    thrown.set(e);
                  }
                });
    writer.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    assertThat(parts()).isZero();
  }

  @Test
  void aReadGoesOnWhereItsConnectionBroke() throws Exception {
    byte[] content = random(3_000_000);
    write("shop/one/file", content);
    try (CuttingProxy proxy = new CuttingProxy(server.port(), 1_000_000);
        S3Store cut = new S3Store(proxy.instead(bucket));
        InputStream in = cut.open("shop/one/file")) {
      assertThat(in.readAllBytes()).isEqualTo(content);
      assertThat(proxy.connections()).isGreaterThan(1);
    }
  }

  @Test
  void wrongCredentialsAndAMissingServiceAreSaidWithoutTheSecret() {
    try (S3Store refused = new S3Store(server.bucket("x", "wrong-secret"))) {
      assertThatThrownBy(() -> refused.folders(""))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("(403)")
          .hasMessageNotContaining("secret");
    }
    Bucket nowhere =
        new Bucket(
            URI.create("http://127.0.0.1:1"),
            "us-east-1",
            "backups",
            "",
            true,
            () -> "a",
            () -> "s");
    try (S3Store missing = new S3Store(nowhere)) {
      assertThatThrownBy(() -> missing.find("a/b"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("refused");
    }
  }

  private int parts() {
    try (S3Client client = bucket.client()) {
      return client
          .listMultipartUploads(request -> request.bucket(bucket.bucket()).prefix(bucket.prefix()))
          .uploads()
          .size();
    }
  }
}
