package io.drover.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. */
public final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
  private static final int STEP = 1000;

  private Amounts() {}

  /** Bytes in decimal units: {@code 4.1 MB}. */
  public static String bytes(double bytes) {
    int unit = 0;
    double value = Math.max(0, bytes);
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    String number =
        unit == 0 || value >= 100
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + " " + UNITS[unit];
  }

  /** A number with separators: {@code 200,112}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with its noun: {@code 1 table}, {@code 41 tables}. */
  public static String count(long number, String singular) {
    return count(number, singular, singular + "s");
  }

  /** A number with its noun, whose plural is given: {@code 2 indexes}. */
  public static String count(long number, String singular, String plural) {
    return count(number) + " " + (number == 1 ? singular : plural);
  }

  /** A duration: {@code 12 ms}, {@code 2.4 s}, {@code 3 min 5 s}, {@code 2 h 10 min}. */
  public static String duration(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis < STEP) {
      return millis + " ms";
    }
    if (millis < 60 * STEP) {
      return String.format(Locale.ROOT, "%.1f s", millis / (double) STEP);
    }
    return duration.toHours() > 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
  }

  /** An amount of a total in one unit: {@code 2 of 4 migrations}. */
  public static String of(double number, double total, String unit) {
    String done = "bytes".equals(unit) ? bytes(number) : count(Math.round(number));
    return done + " of " + of(total, unit);
  }

  /** A number of bytes, rows or anything else, with its unit. */
  public static String of(double number, String unit) {
    return "bytes".equals(unit) ? bytes(number) : count(Math.round(number)) + " " + unit;
  }
}
