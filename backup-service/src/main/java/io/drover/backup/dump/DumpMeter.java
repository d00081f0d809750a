package io.drover.backup.dump;

import io.drover.backup.archive.ByteMeter;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.Attempt;

/** Tells how far a dump is. Not thread-safe. */
final class DumpMeter implements ByteMeter {
  private final Attempt<BackupRequested> attempt;
  private final long estimate;
  private boolean running;

  /**
   * @param estimate size of the dump; 0 when nothing is known
   */
  DumpMeter(Attempt<BackupRequested> attempt, long estimate) {
    this.attempt = attempt;
    this.estimate = estimate;
  }

  /** An estimate that is too small must not show more than all. */
  @Override
  public void soFar(long bytes) throws InterruptedException {
    if (!running) {
      running = true;
      attempt.reached("dump-running");
    }
    attempt.progress().done(estimate == 0 ? bytes : Math.min(bytes, estimate));
  }
}
