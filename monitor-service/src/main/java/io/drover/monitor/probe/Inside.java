package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Measurement;
import io.drover.service.target.CheckName;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database from inside.
 *
 * @param kept newest measurements
 * @param visitedAt when it was tried to measure; null for never
 * @param seldomAt when the checks that are made seldom were made; null for never
 * @param trouble why the last visit told nothing; null where it did
 */
record Inside(
    Map<CheckName, Kept> kept,
    @Nullable Instant visitedAt,
    @Nullable Instant seldomAt,
    @Nullable Trouble trouble) {
  static final Inside UNKNOWN = new Inside(Map.of(), null, null, null);

  /** A measurement, and when it was made. */
  record Kept(Measurement measurement, Instant at) {}

  /**
   * Why a database could not be visited.
   *
   * @param denied whether it is only this user who may not connect
   */
  record Trouble(boolean denied, String why, String remedy) {}

  Inside {
    kept = Map.copyOf(kept);
  }

  Inside measured(Map<CheckName, Measurement> found, Instant at, boolean seldomToo) {
    Map<CheckName, Kept> all = new EnumMap<>(CheckName.class);
    all.putAll(kept);
    found.forEach((check, measurement) -> all.put(check, new Kept(measurement, at)));
    return new Inside(all, at, seldomToo ? at : seldomAt, null);
  }

  Inside troubled(Trouble why, Instant at) {
    return new Inside(kept, at, seldomAt, why);
  }
}
