package io.drover.monitor.alert;

import io.drover.service.target.SecretReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are sent.
 *
 * @param url https, or http where that is safe; may hold a secret, so it is never shown
 * @param token bearer token; null for none
 * @param externalUrl address of the monitor's page for the receiver's readers; may be empty
 * @param patience for one answer
 * @param firstPause before the second try; each further pause is twice as long
 */
public record WebhookSettings(
    URI url,
    @Nullable SecretReference token,
    String externalUrl,
    Duration patience,
    Duration firstPause) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /**
   * Settings with the usual patience.
   *
   * @param token reference to the token; empty for none
   * @param plain whether http is allowed to other machines, too
   * @throws IllegalArgumentException a setting is wrong; the sentence repeats none of it
   */
  public static WebhookSettings of(String url, String token, boolean plain, String externalUrl) {
    return new WebhookSettings(
        address(url, plain),
        token.isBlank() ? null : new SecretReference(token),
        Runbooks.page(externalUrl),
        PATIENCE,
        FIRST_PAUSE);
  }

  /** The receiver's host and port, to be shown. */
  String receiver() {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  private static URI address(String text, boolean plain) {
    URI url;
    try {
      url = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw wrong("is no address");
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw wrong("must be https://HOST/PATH");
    }
    if (url.getUserInfo() != null) {
      throw wrong("holds a user; give a token by DROVER_ALERT_WEBHOOK_TOKEN instead");
    }
    if (scheme.equals("http") && !plain && !loopback(url.getHost())) {
      throw wrong(
          "sends alerts in plain text to another machine; use https, or set"
              + " DROVER_ALERT_WEBHOOK_PLAIN=true");
    }
    return url;
  }

  private static boolean loopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("DROVER_ALERT_WEBHOOK " + what + ".");
  }

  @Override
  public String toString() {
    return "WebhookSettings[" + receiver() + "]";
  }
}
