package io.drover.service.target;

/**
 * Hears what happens to a target lock. {@link #waiting} comes on the acquiring thread, the others
 * on the lock's own.
 */
public interface LockEvents {
  /** The lock has been waited for a second; called once at most. */
  void waiting(String holder);

  /**
   * The lock is lost or cannot be seen any more: the attempt must end. Called once at most, then
   * nothing follows.
   */
  void lost(String reason);

  /** Another operation asks for the lock and this holder is preemptible. Called once at most. */
  void preempted(String by);
}
