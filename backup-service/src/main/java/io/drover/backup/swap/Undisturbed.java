package io.drover.backup.swap;

import io.drover.service.target.LockEvents;

/** Of a lock that is not waited for, gives way to nobody and guards single statements only. */
final class Undisturbed implements LockEvents {
  @Override
  public void waiting(String holder) {}

  @Override
  public void lost(String reason) {}

  @Override
  public void preempted(String by) {}
}
