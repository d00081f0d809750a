package io.drover.monitor.access;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request before anything is done about it. Null stands for a header that is not
 * there.
 *
 * @param path as it is routed
 * @param from address of the socket's other end; no header can claim another one
 * @param session value of the cookie
 * @param csrf value of the header {@code X-Drover-CSRF}
 */
public record Knock(
    String method,
    String path,
    InetAddress from,
    @Nullable String host,
    @Nullable String authorization,
    @Nullable String session,
    @Nullable String csrf,
    @Nullable String origin,
    @Nullable String fetchSite) {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  boolean changes() {
    return !SAFE.contains(method);
  }

  boolean api() {
    return path.startsWith("/api/");
  }

  /** Who is counted when nobody knows who it is; an IPv6 network counts as one. */
  String place() {
    byte[] address = from.getAddress();
    int length = address.length == 16 ? 8 : address.length;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(address[i]).append('.');
    }
    return text.toString();
  }
}
