package io.drover.service.ledger;

import java.util.Locale;

/** Where an operation stands in its life. */
public enum OperationState {
  /** Checked and in its lane. */
  ACCEPTED,
  /** Waits for someone's approval, in no lane. */
  APPROVAL,
  /** An attempt is at work. */
  RUNNING,
  /** Waits for another operation, without thread and lock. */
  AWAITING,
  /** Is tried again at a given time. */
  RETRYING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  REJECTED;

  public boolean terminal() {
    return compareTo(SUCCEEDED) >= 0;
  }

  /** The word of the contract. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
