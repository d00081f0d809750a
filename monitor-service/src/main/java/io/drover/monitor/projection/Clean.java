package io.drover.monitor.projection;

import java.time.Instant;

/**
 * Values of events made fit for PostgreSQL. Whatever an event holds must not stop the projection: a
 * NUL, half a surrogate pair, a key longer than an index takes, or an instant that no calendar
 * knows.
 */
final class Clean {
  /** Longest name or identifier kept; the contract's own are far shorter. */
  static final int NAME = 200;

  /** Longest free text kept. */
  static final int TEXT = 16_384;

  private static final char REPLACEMENT = '\uFFFD';
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Clean() {}

  static String name(String value) {
    return bounded(value, NAME);
  }

  static String text(String value) {
    return bounded(value, TEXT);
  }

  static Instant instant(Instant value) {
    if (value.isBefore(EARLIEST)) {
      return EARLIEST;
    }
    return value.isAfter(LATEST) ? LATEST : value;
  }

  private static String bounded(String value, int limit) {
    return characters(value.length() > limit ? value.substring(0, limit) : value);
  }

  /** The same with what PostgreSQL's text cannot hold replaced by U+FFFD. */
  static String characters(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return replaced(value);
      }
    }
    return value;
  }

  private static String replaced(String value) {
    StringBuilder sound = new StringBuilder(value.length());
    value
        .codePoints()
        .map(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? REPLACEMENT : c)
        .forEach(sound::appendCodePoint);
    return sound.toString();
  }
}
