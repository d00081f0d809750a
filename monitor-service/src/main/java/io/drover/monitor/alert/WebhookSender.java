package io.drover.monitor.alert;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.drover.service.target.UnresolvedSecretException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts messages to the receiver, a few times where that may help. Redirections are not followed:
 * they could lead the alerts, and the token, elsewhere.
 */
final class WebhookSender implements AutoCloseable {
  private static final int RETRIES = 3;

  /** Bad request, too large, unprocessable (RFC 9110, section 15.5). */
  private static final Set<Integer> OF_THE_MESSAGE = Set.of(400, 413, 422);

  private final WebhookSettings settings;
  private final HttpClient client;
  private final RetryPolicy<Object> patience;

  WebhookSender(WebhookSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            // Over plain HTTP the client would ask for an upgrade that simple receivers refuse.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.patience())
            .build();
    Duration first = settings.firstPause();
    this.patience =
        RetryPolicy.builder()
            .handle(MayPassException.class)
            .withBackoff(first, first.multipliedBy(8))
            .withJitter(0.2)
            .withMaxRetries(RETRIES)
            .build();
  }

  /** The message was not taken, in one sentence that names the receiver and holds no secret. */
  static final class NotTakenException extends Exception {
    private final boolean ofThisMessage;

    NotTakenException(String message, boolean ofThisMessage) {
      super(message);
      this.ofThisMessage = ofThisMessage;
    }

    /** Whether the receiver dislikes this message, so that another may be taken. */
    boolean ofThisMessage() {
      return ofThisMessage;
    }
  }

  /** Not taken for now. */
  private static final class MayPassException extends IOException {
    MayPassException(String message) {
      super(message);
    }
  }

  /**
   * Returns when the receiver has taken it.
   *
   * @throws NotTakenException it has not, after some tries
   */
  void send(String json) throws NotTakenException {
    try {
      Failsafe.with(patience).run(() -> attempt(json));
    } catch (FailsafeException e) {
      Throwable cause = e.getCause();
      if (cause instanceof NotTakenException refused) {
        throw refused;
      }
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new NotTakenException(
          cause == null ? "The sending was interrupted." : String.valueOf(cause.getMessage()),
          false);
    } catch (UnresolvedSecretException e) {
      throw new NotTakenException(String.valueOf(e.getMessage()), false);
    }
  }

  private void attempt(String json)
      throws MayPassException, NotTakenException, InterruptedException {
    int status = post(json);
    if (status >= 500 || status == 429 || status == 408) {
      throw new MayPassException(settings.receiver() + " answered " + status + ".");
    }
    if (status >= 300 && status < 400) {
      throw new NotTakenException(
          settings.receiver()
              + " answered "
              + status
              + "; redirections are not followed: set DROVER_ALERT_WEBHOOK to where it leads.",
          false);
    }
    if (status >= 400) {
      throw new NotTakenException(
          settings.receiver() + " refused the message with " + status + ".",
          OF_THE_MESSAGE.contains(status));
    }
  }

  private int post(String json) throws MayPassException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.patience())
            .header("Content-Type", "application/json")
            .header("User-Agent", "drover")
            .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8));
    if (settings.token() != null) {
      request.header("Authorization", "Bearer " + settings.token().resolve());
    }
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
    try {
      // The request's own limit ends with the headers; a body may come for ever.
      return answer.get(settings.patience().toMillis() * 2, TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new MayPassException(
          settings.receiver()
              + " did not take it: "
              + (cause == null ? "no answer" : cause.getClass().getSimpleName())
              + ".");
    } catch (TimeoutException e) {
      throw new MayPassException(settings.receiver() + " did not answer in time.");
    } finally {
      answer.cancel(true);
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
