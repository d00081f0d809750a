package io.drover.service.target;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unit of what a check of the monitor measures. */
public enum CheckUnit {
  PERCENT("percent"),
  COUNT("count"),
  SECONDS("seconds"),
  BYTES("bytes"),
  PER_MINUTE("per minute"),
  MILLISECONDS("ms");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,6})?");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) ?([kKMGT]i?)?B?");
  private static final String PREFIXES = "KMGT";

  private final String text;

  CheckUnit(String text) {
    this.text = text;
  }

  /** Word in the events. */
  public String text() {
    return text;
  }

  /**
   * Value of a threshold as people write it: {@code 75}, {@code 10m}, {@code 500 GB}.
   *
   * @throws IllegalArgumentException it is none; the message is the end of a sentence
   */
  double parse(String given) {
    return switch (this) {
      case SECONDS -> RegistryValues.duration(given).toMillis() / 1e3;
      case BYTES -> bytes(given);
      case PERCENT, COUNT, PER_MINUTE, MILLISECONDS -> {
        RegistryValues.require(
            given, NUMBER.matcher(given).matches(), "must be a number, in " + text);
        yield Double.parseDouble(given);
      }
    };
  }

  private static double bytes(String given) {
    Matcher size = SIZE.matcher(given);
    RegistryValues.require(given, size.matches(), "must be a size like 500 GB or 1 TiB");
    String prefix = size.group(2) == null ? "" : size.group(2);
    int power =
        prefix.isEmpty() ? 0 : 1 + PREFIXES.indexOf(Character.toUpperCase(prefix.charAt(0)));
    return Double.parseDouble(size.group(1)) * Math.pow(prefix.endsWith("i") ? 1024 : 1000, power);
  }
}
