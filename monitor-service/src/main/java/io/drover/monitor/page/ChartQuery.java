package io.drover.monitor.page;

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

  static ChartQuery of(@Nullable String check, @Nullable String range) {
    return new ChartQuery(
        check == null ? "" : check, range != null && RANGES.containsKey(range) ? range : USUAL);
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
