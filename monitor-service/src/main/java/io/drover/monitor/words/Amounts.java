package io.drover.monitor.words;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them, the same wherever they are told. */
public final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final double THOUSAND = 1000;

  /** From here on decimals tell nobody anything. */
  private static final double LARGE = 99.5;

  private static final double LEAST = 0.05;

  private Amounts() {}

  /** A number in its unit, which is one that a check or an agent names; empty for none. */
  public static String value(double value, String unit) {
    return switch (unit) {
      case "bytes" -> bytes(value);
      case "seconds", "s" -> duration(Math.round(value * THOUSAND));
      case "milliseconds", "ms" -> number(value) + " ms";
      case "percent", "%" -> number(value) + " %";
      case "count", "" -> number(value);
      default -> number(value) + " " + unit;
    };
  }

  /** Bytes in the largest decimal unit that leaves a whole part. */
  public static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= THOUSAND - 0.5 && unit < UNITS.length - 1) {
      value /= THOUSAND;
      unit++;
    }
    return (unit == 0 ? String.format(Locale.ROOT, "%.0f", value) : number(value))
        + " "
        + UNITS[unit];
  }

  /** A duration with its two largest units: 2 min 38 s. */
  public static String duration(long millis) {
    Duration time = Duration.ofMillis(Math.max(0, millis));
    if (time.toMillis() < THOUSAND) {
      return time.toMillis() + " ms";
    }
    if (time.toSeconds() < 60) {
      return decimal(time.toMillis() / THOUSAND) + " s";
    }
    if (time.toMinutes() < 60) {
      return two(time.toMinutes(), "min", time.toSecondsPart(), "s");
    }
    return time.toHours() < 48
        ? two(time.toHours(), "h", time.toMinutesPart(), "min")
        : two(time.toDays(), "d", time.toHoursPart(), "h");
  }

  /** A number with at most one decimal, thousands apart. */
  public static String number(double value) {
    if (value > 0 && value < LEAST) {
      return "<0.1";
    }
    return Math.abs(value) >= LARGE ? String.format(Locale.ROOT, "%,.0f", value) : decimal(value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }

  private static String two(long large, String unit, int small, String part) {
    return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + part;
  }
}
