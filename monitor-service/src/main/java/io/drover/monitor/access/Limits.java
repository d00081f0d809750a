package io.drover.monitor.access;

import dev.failsafe.RateLimiter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many may do something, so many times a minute. Remembers the newest ten
 * thousand of them. Thread-safe.
 */
final class Limits {
  /** After so long whoever was refused may again. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private static final int MOST = 10_000;

  private final int times;
  private final Map<String, RateLimiter<Object>> limiters =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimiter<Object>> eldest) {
          return size() > MOST;
        }
      };

  Limits(int times) {
    this.times = times;
  }

  /** Counts once more, or refuses. */
  synchronized boolean allows(String who) {
    return limiters
        .computeIfAbsent(who, _ -> RateLimiter.burstyBuilder(times, PERIOD).build())
        .tryAcquirePermit();
  }
}
