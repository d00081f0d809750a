package io.drover.monitor.absence;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How long ago something was, where the clocks of two machines may differ. */
final class Ages {
  /** As much as clocks may differ without anything being raised. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private Ages() {}

  /** Never negative: what another clock puts into the future is now. */
  static Duration of(Instant at, Instant now) {
    return at.isAfter(now) ? Duration.ZERO : Duration.between(at, now);
  }

  static boolean over(Instant at, Instant now, Duration limit) {
    return of(at, now).compareTo(limit) > 0;
  }

  /** An instant for people: parts of a second are noise. */
  static String at(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Such as {@code 2 d 3 h}, {@code 4 h 5 min}, {@code 6 min}, {@code 7 s}. */
  static String words(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d" + rest(age.toHoursPart(), " h");
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h" + rest(age.toMinutesPart(), " min");
    }
    return age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
  }

  private static String rest(int part, String unit) {
    return part == 0 ? "" : " " + part + unit;
  }
}
