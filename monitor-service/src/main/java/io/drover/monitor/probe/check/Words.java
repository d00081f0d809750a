package io.drover.monitor.probe.check;

import io.drover.service.target.CheckUnit;
import java.util.Locale;

/** Values and lines as people read them. */
final class Words {
  private static final int LONGEST_LINE = 400;
  private static final double LEAST = 0.05;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double DAY = 86_400;

  private Words() {}

  static String value(double value, CheckUnit unit) {
    return switch (unit) {
      case PERCENT -> number(value) + " %";
      case COUNT, PER_MINUTE -> number(value);
      case MILLISECONDS -> number(value) + " ms";
      case SECONDS -> duration(value);
      case BYTES -> bytes(value);
    };
  }

  /** One line without control characters, cut where it is long: names are whatever users chose. */
  static String line(String text) {
    String plain = text.strip().replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= LONGEST_LINE ? plain : plain.substring(0, LONGEST_LINE) + "…";
  }

  private static String number(double value) {
    if (value > 0 && value < LEAST) {
      return "<0.1";
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String duration(double seconds) {
    if (seconds < MINUTE) {
      return number(seconds) + " s";
    }
    if (seconds < HOUR) {
      return number(seconds / MINUTE) + " min";
    }
    if (seconds < DAY) {
      return number(seconds / HOUR) + " h";
    }
    return seconds == DAY ? "1 day" : number(seconds / DAY) + " days";
  }

  private static String bytes(double bytes) {
    String[] units = {"bytes", "kB", "MB", "GB", "TB"};
    int unit = 0;
    double rest = bytes;
    while (rest >= 1000 && unit < units.length - 1) {
      rest /= 1000;
      unit++;
    }
    return number(rest) + " " + units[unit];
  }
}
