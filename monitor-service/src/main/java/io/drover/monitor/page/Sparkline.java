package io.drover.monitor.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A line of numbers as the points of a small picture, 100 wide and 24 high. */
public final class Sparkline {
  private static final double WIDTH = 100;
  private static final double HEIGHT = 24;
  private static final double MARGIN = 2;

  private Sparkline() {}

  /** Points of a polyline; empty where there are fewer than two numbers. */
  public static String points(List<Double> values) {
    if (values.size() < 2) {
      return "";
    }
    double least = values.stream().mapToDouble(v -> v).min().orElse(0);
    double most = values.stream().mapToDouble(v -> v).max().orElse(0);
    // A size that wavers by a thousandth is a flat line, not a mountain range.
    double span = Math.max(most - least, Math.abs(most) * 0.02);
    double base = most - least < span ? least - (span - (most - least)) / 2 : least;
    return IntStream.range(0, values.size())
        .mapToObj(i -> point(i, values.size(), span == 0 ? 0.5 : (values.get(i) - base) / span))
        .collect(Collectors.joining(" "));
  }

  private static String point(int i, int many, double share) {
    double x = i * WIDTH / (many - 1);
    double y = HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }
}
