package io.drover.cli.listing;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in one unit. */
final class Ages {
  private Ages() {}

  /** For narrow columns: {@code 12s}, {@code 5m}, {@code 3h}, {@code 40d}. */
  static String brief(Instant then, Instant now) {
    return ago(then, now).replace(" ago", "").replace(" min", "m").replace(" ", "");
  }

  static String ago(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    if (age.toMinutes() < 1) {
      return Math.max(0, age.toSeconds()) + " s ago";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min ago";
    }
    return age.toDays() < 1 ? age.toHours() + " h ago" : age.toDays() + " d ago";
  }
}
