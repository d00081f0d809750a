package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Measurement;
import io.drover.service.target.CheckName;
import java.time.Instant;
import java.util.Map;

/**
 * One look at a server from its maintenance database.
 *
 * @param at when it began
 * @param measured by check and by name in PostgreSQL
 * @param takesConnections by name in PostgreSQL, of the databases that are there
 * @param millis time that the server took to answer
 */
record ServerReading(
    Instant at,
    Map<CheckName, Map<String, Measurement>> measured,
    Map<String, Boolean> takesConnections,
    double millis) {
  ServerReading {
    measured = Map.copyOf(measured);
    takesConnections = Map.copyOf(takesConnections);
  }
}
