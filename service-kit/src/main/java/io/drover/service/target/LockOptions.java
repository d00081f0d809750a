package io.drover.service.target;

import java.time.Duration;

/**
 * How a target lock is taken.
 *
 * @param preemptible whether the holder gives way to one that preempts
 * @param timeout how long to wait at most, also for leftovers to end
 */
public record LockOptions(
    String kind, String operationId, OnBusy onBusy, boolean preemptible, Duration timeout) {

  /** The application_name of everything that the operation runs. */
  public String sessionName() {
    return SessionName.of(kind, operationId);
  }
}
