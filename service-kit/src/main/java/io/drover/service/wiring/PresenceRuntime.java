package io.drover.service.wiring;

import io.drover.service.heartbeat.ServiceHeartbeat;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import java.time.Duration;

/** Heartbeats and the clock's measurements. */
public final class PresenceRuntime implements AutoCloseable {
  private static final Duration MEASURE = Duration.ofSeconds(30);

  private final ServiceHeartbeat heartbeat;
  private final Rounds rounds = new Rounds();

  PresenceRuntime(ServiceHeartbeat heartbeat, StateClock clock, StateDatabase state) {
    this.heartbeat = heartbeat;
    rounds
        .every(ServiceHeartbeat.INTERVAL, "heartbeats", heartbeat::beat)
        .every(MEASURE, "measuring the clock", () -> clock.synchronise(state));
  }

  @Override
  public void close() {
    rounds.close();
    heartbeat.close();
  }
}
