package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What counters of one server showed within the window of their check. Not thread-safe. */
final class Counters {
  /** A window is kept in steps: a look more often than that replaces nothing. */
  private static final int STEPS = 10;

  private final Map<Key, Deque<Sample>> samples = new HashMap<>();

  private record Key(CheckName check, String database) {}

  private record Sample(Instant at, double value, double whole, @Nullable String since) {
    /** Whether the counters of the other sample have only grown since this one. */
    boolean precedes(Sample other) {
      return other.value >= value
          && other.whole >= whole
          && Objects.equals(since, other.since)
          && other.at.isAfter(at);
    }
  }

  /** What was counted, and in how long. */
  record Growth(double value, double whole, Duration time) {}

  /** Growth since the oldest sample of the window; null at the first look and after a reset. */
  @Nullable Growth growth(CheckName check, Row row, Instant now, Duration window) {
    Double whole = row.whole();
    var sample =
        new Sample(
            now, Objects.requireNonNull(row.value()), whole == null ? 0 : whole, row.since());
    Deque<Sample> past =
        samples.computeIfAbsent(
            new Key(check, String.valueOf(row.database())), key -> new ArrayDeque<>());
    if (!past.isEmpty() && !past.getLast().precedes(sample)) {
      past.clear();
    }
    // The newest one that is older than the window stays: what lies between counts.
    while (past.size() > 1 && secondIsOlder(past, now.minus(window))) {
      past.removeFirst();
    }
    Growth growth = null;
    if (!past.isEmpty()) {
      Sample first = past.getFirst();
      growth =
          new Growth(
              sample.value - first.value,
              sample.whole - first.whole,
              Duration.between(first.at, now));
    }
    if (past.isEmpty() || !past.getLast().at.plus(window.dividedBy(STEPS)).isAfter(now)) {
      past.addLast(sample);
    }
    return growth;
  }

  /** Forgets databases that are no longer there. */
  void keep(CheckName check, Set<String> databases) {
    samples.keySet().removeIf(key -> key.check == check && !databases.contains(key.database));
  }

  private static boolean secondIsOlder(Deque<Sample> past, Instant than) {
    var samples = past.iterator();
    samples.next();
    return !samples.next().at.isAfter(than);
  }
}
