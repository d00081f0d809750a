package io.drover.service.attempt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a phase will still take, by its own pace so far. What was told once is never taken back:
 * the figure may stand still, it does not grow. Nothing is told while there is no telling: in the
 * first seconds, and once more is done than was expected. Not thread-safe.
 */
final class RemainingTime {
  /** The first blocks come out of caches and buffers; a pace taken from them promises too much. */
  private static final long WARM_UP = Duration.ofSeconds(2).toNanos();

  private final long total;
  private final long begunAt;
  private long shortest = Long.MAX_VALUE;

  /**
   * @param total expected units, 0 when unknown
   * @param begunAt by {@link System#nanoTime}
   */
  RemainingTime(long total, long begunAt) {
    this.total = total;
    this.begunAt = begunAt;
  }

  /** In milliseconds; null when there is no telling. */
  @Nullable Long millis(long done, long now) {
    long elapsed = now - begunAt;
    if (elapsed < WARM_UP || done <= 0 || done >= total) {
      return null;
    }
    double millis = elapsed / 1e6 * (total - done) / done;
    shortest = Math.min(shortest, Math.round(millis));
    return shortest;
  }
}
