package io.drover.service.attempt;

/** Why an attempt must end before its handler is done. */
public sealed interface EndReason {
  /** Someone asked for it. */
  record Cancelled(String requestedBy, String reason) implements EndReason {}

  /** Time is up. */
  record DeadlineExceeded() implements EndReason {}

  /** The session that held the target lock is gone. */
  record LockLost(String how) implements EndReason {}

  /** Another operation asked for the target with preemption. */
  record Preempted(String by) implements EndReason {}

  /** Another attempt owns the operation now. */
  record Fenced() implements EndReason {}

  /** This instance stops. */
  record Stopping() implements EndReason {}
}
