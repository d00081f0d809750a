package io.drover.migration.bundle;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets a file by HTTPS and follows redirects only to where it may read. Thread-safe. */
final class WebFetch {
  private static final int MOST_REDIRECTS = 5;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final BundleRoots roots;
  private final BundleLimits limits;

  WebFetch(HttpClient client, BundleRoots roots, BundleLimits limits) {
    this.client = client;
    this.roots = roots;
    this.limits = limits;
  }

  /** A client that follows no redirect by itself. */
  static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT);
  }

  void fetch(URI url, Path target) throws OperationFailure, InterruptedException {
    long end = System.nanoTime() + limits.fetching().toNanos();
    URI next = url;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpResponse<Boolean> response = get(next, target, end);
      Optional<URI> redirect = redirect(next, response);
      if (redirect.isEmpty()) {
        check(next, response);
        return;
      }
      next = redirect.get();
    }
    throw Refusals.of("its URL is redirected more than " + MOST_REDIRECTS + " times");
  }

  private Optional<URI> redirect(URI from, HttpResponse<Boolean> response) throws OperationFailure {
    Optional<String> location = response.headers().firstValue("Location");
    if (response.statusCode() / 100 != 3 || location.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI to = from.resolve(URI.create(location.get()));
      if (!"https".equals(to.getScheme())) {
        throw Refusals.of("its URL is redirected to what is no https: URL");
      }
      return Optional.of(roots.permit(to));
    } catch (IllegalArgumentException e) {
      throw Refusals.of("its URL is redirected to what is no URL").causedBy(e);
    }
  }

  private static void check(URI url, HttpResponse<Boolean> response) throws OperationFailure {
    int status = response.statusCode();
    if (status / 100 == 5 || status == 429) {
      throw away(url, "answers with status " + status);
    }
    if (!response.body()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The bundle " + url + " cannot be had: the host answers with status " + status + ".",
          look(url));
    }
  }

  private HttpResponse<Boolean> get(URI url, Path target, long end)
      throws OperationFailure, InterruptedException {
    CompletableFuture<HttpResponse<Boolean>> answer =
        client.sendAsync(HttpRequest.newBuilder(url).GET().build(), into(target));
    try {
      return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw away(url, "took longer than " + limits.fetching().toSeconds() + " s").causedBy(e);
    } catch (ExecutionException e) {
      throw failed(url, e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** Keeps the body of a good answer alone. */
  private BodyHandler<Boolean> into(Path target) {
    return BodyHandlers.limiting(
        info ->
            info.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.ofFile(target), _ -> true)
                : BodySubscribers.replacing(false),
        limits.packedBytes());
  }

  private OperationFailure failed(URI url, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    return said.contains("exceeds capacity")
        ? BundleFetch.tooLarge(limits).causedBy(cause)
        : away(url, "does not answer (" + cause.getClass().getSimpleName() + ")").causedBy(cause);
  }

  /** A quote may stand in a URL, and whoever pastes the line must not run what follows it. */
  private static String look(URI url) {
    return "curl -sSI '" + url.toString().replace("'", "%27") + "'";
  }

  private static OperationFailure away(URI url, String how) {
    return OperationFailure.of(
            FailureCode.REPOSITORY_UNAVAILABLE,
            "The host of the bundle " + url + " " + how + ".",
            look(url))
        .asRetryable();
  }
}
