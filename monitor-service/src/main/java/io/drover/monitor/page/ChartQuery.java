package io.drover.monitor.page;

import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.Filters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which history is drawn.
 *
 * @param check name of the check to draw first; empty for none in particular
 * @param range one of {@link #RANGES}
 */
public record ChartQuery(String check, String range) {
  /** What can be drawn, and how long that is. */
  public static final Map<String, Duration> RANGES = ranges();

  private static final String USUAL = "24h";

  /**
   * What an address asks for; the last day without a range.
   *
   * @throws RefusedException the range is none of these
   */
  static ChartQuery of(@Nullable String check, @Nullable String range) throws RefusedException {
    String asked = Filters.one("range", range, RANGES.keySet());
    return new ChartQuery(check == null ? "" : check, asked == null ? USUAL : asked);
  }

  Duration duration() {
    return RANGES.getOrDefault(range, Duration.ofDays(1));
  }

  private static Map<String, Duration> ranges() {
    Map<String, Duration> ranges = new LinkedHashMap<>();
    ranges.put("1h", Duration.ofHours(1));
    ranges.put("24h", Duration.ofHours(24));
    ranges.put("7d", Duration.ofDays(7));
    ranges.put("90d", Duration.ofDays(90));
    return ranges;
  }
}
