package io.drover.monitor.page;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where people look at traces.
 *
 * @param template address with {trace} where the trace's id goes; empty for nowhere
 */
public record TraceLink(String template) {
  private static final String PLACE = "{trace}";
  private static final Set<String> WEB = Set.of("http", "https");

  /** Refuses anything but an http or https address with the place and without credentials. */
  public TraceLink {
    if (!template.isEmpty() && !sound(template)) {
      throw new IllegalArgumentException(
          "DROVER_TRACE_URL must be an http or https address without credentials, with {trace}"
              + " where the trace's id goes, such as https://traces.example/trace/{trace}");
    }
  }

  /** Address of the trace; null where there is no trace, or nowhere to look at it. */
  @Nullable String to(@Nullable String traceId) {
    return traceId == null || template.isEmpty() ? null : template.replace(PLACE, traceId);
  }

  private static boolean sound(String template) {
    try {
      URI address = URI.create(template.replace(PLACE, "0"));
      String scheme = address.getScheme();
      return template.contains(PLACE)
          && scheme != null
          && WEB.contains(scheme.toLowerCase(Locale.ROOT))
          && address.getHost() != null
          && address.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
