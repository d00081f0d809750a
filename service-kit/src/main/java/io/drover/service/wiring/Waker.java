package io.drover.service.wiring;

import io.drover.service.lane.LaneScheduler;
import io.drover.service.outbox.Relay;
import org.jspecify.annotations.Nullable;

/**
 * Tells lanes and relay of a commit, so that they need not wait for their next poll. Thread-safe;
 * never blocks.
 */
public final class Waker {
  private volatile @Nullable LaneScheduler lanes;
  private volatile @Nullable Relay relay;

  void connect(LaneScheduler toLanes, Relay toRelay) {
    lanes = toLanes;
    relay = toRelay;
  }

  void wake() {
    LaneScheduler scheduler = lanes;
    if (scheduler != null) {
      scheduler.wake();
    }
    Relay current = relay;
    if (current != null) {
      current.wake();
    }
  }
}
