package io.drover.monitor.metrics;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times in Prometheus' base unit. */
final class Seconds {
  private static final double MILLIS = 1e3;

  private Seconds() {}

  /** Since the epoch; null for null. */
  static @Nullable Double of(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli() / MILLIS;
  }

  /** Null for null. */
  static @Nullable Double of(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / MILLIS;
  }

  /** From then to now, never less than nothing: clocks differ. Null for null. */
  static @Nullable Double since(@Nullable Instant then, Instant now) {
    return then == null ? null : Math.max(0, Duration.between(then, now).toMillis() / MILLIS);
  }
}
