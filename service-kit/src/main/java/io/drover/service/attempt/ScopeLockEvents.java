package io.drover.service.attempt;

import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.target.LockEvents;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the ledger that an attempt waits for its lock, lends its place to work to another one
 * meanwhile, and ends the attempt that loses the lock.
 */
final class ScopeLockEvents implements LockEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ScopeLockEvents.class);

  /** Too many wait already. */
  static final class Crowded extends RuntimeException {}

  private final Ledger ledger;
  private final Capacity capacity;
  private final RunningOperation operation;
  private final AttemptScope scope;
  private boolean lent;

  ScopeLockEvents(AttemptTools tools, RunningOperation operation, AttemptScope scope) {
    this.ledger = tools.ledger();
    this.capacity = tools.capacity();
    this.operation = operation;
    this.scope = scope;
  }

  @Override
  public void waiting(String holder) {
    if (!capacity.beginWait()) {
      throw new Crowded();
    }
    lent = true;
    try {
      ledger.waitingForLock(operation, holder);
    } catch (SQLException away) {
      LOG.warn("{} waits for its lock; the fact could not be stated: {}", operation.key(), away);
    }
  }

  /** Takes the place to work back, if it was lent. */
  void waited() throws InterruptedException {
    if (lent) {
      lent = false;
      capacity.endWait();
    }
  }

  @Override
  public void lost(String reason) {
    scope.end(new EndReason.LockLost(reason));
  }

  @Override
  public void preempted(String by) {
    scope.end(new EndReason.Preempted(by));
  }
}
