package io.drover.backup.archive;

import io.drover.service.operation.Attempt;

/** Says that a step runs once its first bytes have gone by, and then how far it is. */
public final class RunningMeter implements ByteMeter {
  private final Attempt<?> attempt;
  private final String step;
  private boolean running;

  /**
   * A meter for one pass over the bytes of one attempt; not thread-safe.
   *
   * @param step what the attempt has reached with the first bytes
   */
  public RunningMeter(Attempt<?> attempt, String step) {
    this.attempt = attempt;
    this.step = step;
  }

  @Override
  public void soFar(long bytes) throws InterruptedException {
    if (!running) {
      running = true;
      attempt.reached(step);
    }
    attempt.progress().done(bytes);
  }
}
