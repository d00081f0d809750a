package io.drover.migration.fleet;

import io.drover.schemas.FleetRequested;
import io.drover.service.operation.Attempt;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells how far fleets are. Each attempt of a fleet lasts a moment and has a pace of its own, so
 * the pace of the fleet is kept here. Thread-safe.
 */
final class FleetProgress {
  private static final long INTERVAL = Duration.ofMillis(500).toNanos();

  private final Map<String, Long> told = new ConcurrentHashMap<>();

  void tell(Attempt<FleetRequested> attempt, Standing standing) {
    long now = System.nanoTime();
    Long before = told.get(attempt.operationId());
    if (before == null || now - before >= INTERVAL) {
      told.put(attempt.operationId(), now);
      attempt.progress().resumed("databases", "databases", standing.total(), standing.ended());
    }
    if (standing.ended() == standing.total()) {
      forget(attempt.operationId());
    }
  }

  void forget(String fleet) {
    told.remove(fleet);
  }
}
