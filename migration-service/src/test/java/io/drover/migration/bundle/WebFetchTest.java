package io.drover.migration.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationBundle;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WebFetchTest {
  @SuppressWarnings("NullAway.Init")
  private static SSLContext certificate;

  @TempDir Path folder;
  private final WebHost host;
  private final HttpClient client;
  private byte[] archive = {};
  private String sha256 = "";

  /** A host for each test: what one asked too late is not heard by the next. */
  WebFetchTest() throws IOException {
    this.host = WebHost.start(certificate);
    this.client = host.client();
  }

  @BeforeAll
  static void makeCertificate(@TempDir Path keys) throws Exception {
    certificate = WebHost.certificate(keys);
  }

  @BeforeEach
  void anArchive() throws Exception {
    Path file = Archives.zipOf(folder.resolve("a.zip"), "V1__one.sql", "SELECT 1");
    archive = Files.readAllBytes(file);
    sha256 = Archives.sha256(file);
  }

  @AfterEach
  void stop() throws InterruptedException {
    host.close();
    client.shutdownNow();
    // Else it may still write where the folder is removed.
    assertThat(client.awaitTermination(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void aBundleIsFetchedByHttps() throws Exception {
    host.serve("/drover/a.zip", archive);
    try (Bundles bundles = bundles(Duration.ofSeconds(30));
        OpenBundle open = bundles.unpack(bundle("/drover/a.zip"))) {
      assertThat(open.folder().resolve("V1__one.sql")).hasContent("SELECT 1");
    }
  }

  @Test
  void aRedirectUnderTheRootIsFollowed() throws Exception {
    host.redirect("/drover/latest.zip", "v7/a.zip").serve("/drover/v7/a.zip", archive);
    try (Bundles bundles = bundles(Duration.ofSeconds(30));
        OpenBundle open = bundles.unpack(bundle("/drover/latest.zip"))) {
      assertThat(open.folder().resolve("V1__one.sql")).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/elsewhere/a.zip, NOT_PERMITTED",
    "../elsewhere/a.zip, NOT_PERMITTED",
    "https://127.0.0.1/drover/a.zip, NOT_PERMITTED",
    "file:///etc/passwd, INVALID_REQUEST",
    "http://localhost/drover/a.zip, INVALID_REQUEST"
  })
  void aRedirectToElsewhereIsNotFollowed(String to, String code) throws Exception {
    host.redirect("/drover/a.zip", to).serve("/elsewhere/a.zip", archive);

    assertThat(failure("/drover/a.zip").code()).isEqualTo(code);
    assertThat(host.asked()).containsExactly("/drover/a.zip");
  }

  @Test
  void redirectsWithoutEndAreGivenUp() throws Exception {
    host.redirect("/drover/a.zip", "a.zip");

    assertThat(failure("/drover/a.zip").message()).contains("redirected more than 5 times");
    assertThat(host.asked()).hasSize(6);
  }

  @Test
  void aFileThatIsNotThereIsAnInvalidRequestAndAHostInTroubleMayBeAskedAgain() throws Exception {
    host.at("/drover/away.zip", exchange -> exchange.sendResponseHeaders(404, -1));
    host.at("/drover/busy.zip", exchange -> exchange.sendResponseHeaders(503, -1));

    try (Bundles bundles = bundles(Duration.ofSeconds(30))) {
      OperationFailure away = failure(bundles, "/drover/away.zip");
      OperationFailure busy = failure(bundles, "/drover/busy.zip");

      assertThat(away.code()).isEqualTo(FailureCode.INVALID_REQUEST);
      assertThat(away.message()).contains("status 404");
      assertThat(busy.code()).isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
      assertThat(busy.message()).contains("status 503");
      assertThat(busy.retryable()).isTrue();
    }
  }

  @Test
  void aBodyWithoutEndIsCutAtTheLimit() throws Exception {
    host.at(
        "/drover/a.zip",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[64 * 1024];
          while (!Thread.currentThread().isInterrupted()) {
            exchange.getResponseBody().write(piece);
          }
        });

    OperationFailure failure = failure("/drover/a.zip");

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("larger than 1 MiB");
  }

  @Test
  void aHostThatSaysNothingIsNotWaitedForWithoutEnd() throws Exception {
    var release = new CountDownLatch(1);
    host.at(
        "/drover/a.zip",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (Bundles bundles = bundles(Duration.ofMillis(300))) {
      OperationFailure failure = failure(bundles, "/drover/a.zip");
      assertThat(failure.code()).isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
    } finally {
      release.countDown();
    }
  }

  @Test
  void anAttemptThatEndsEndsTheFetching() throws Exception {
    var begun = new CountDownLatch(1);
    Thread attempt = Thread.currentThread();
    host.at(
        "/drover/a.zip",
        exchange -> {
          begun.countDown();
          attempt.interrupt();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (Bundles bundles = bundles(Duration.ofMinutes(5))) {
      assertThatThrownBy(() -> bundles.unpack(bundle("/drover/a.zip")))
          .isInstanceOf(InterruptedException.class);
      assertThat(begun.getCount()).isZero();
    }
  }

  @Test
  void aHostWithACertificateOfAStrangerIsNotTrusted() throws Exception {
    host.serve("/drover/a.zip", archive);
    try (HttpClient strict = WebFetch.client().build();
        Bundles bundles = bundles(strict, Duration.ofSeconds(30))) {
      assertThat(failure(bundles, "/drover/a.zip").code())
          .isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
    }
    assertThat(host.asked()).isEmpty();
  }

  @Test
  void aQuoteInAUrlDoesNotEndTheQuotesOfTheRemedy() throws Exception {
    assertThat(failure("/drover/x';id;'.zip").remedy())
        .startsWith("curl -sSI 'https://localhost")
        .endsWith("/drover/x%27;id;%27.zip'");
  }

  private OperationFailure failure(String path) throws Exception {
    try (Bundles bundles = bundles(Duration.ofSeconds(30))) {
      return failure(bundles, path);
    }
  }

  private OperationFailure failure(Bundles bundles, String path) {
    return catchThrowableOfType(OperationFailure.class, () -> bundles.unpack(bundle(path)));
  }

  private MigrationBundle bundle(String path) {
    return MigrationBundle.of(host.url(path), sha256);
  }

  private Bundles bundles(Duration fetching) throws Exception {
    return bundles(client, fetching);
  }

  private Bundles bundles(HttpClient client, Duration fetching) throws Exception {
    return Bundles.open(
        BundleRoots.of(host.url("/drover/")),
        folder.resolve("private"),
        new BundleLimits(1 << 20, 2 << 20, 50, fetching),
        client);
  }
}
