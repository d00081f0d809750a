package io.drover.service.attempt;

import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.target.LockEvents;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the ledger that an attempt waits for its lock, and ends the attempt that loses it. */
final class ScopeLockEvents implements LockEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ScopeLockEvents.class);

  private final Ledger ledger;
  private final RunningOperation operation;
  private final AttemptScope scope;

  ScopeLockEvents(Ledger ledger, RunningOperation operation, AttemptScope scope) {
    this.ledger = ledger;
    this.operation = operation;
    this.scope = scope;
  }

  @Override
  public void waiting(String holder) {
    try {
      ledger.waitingForLock(operation, holder);
    } catch (SQLException away) {
      LOG.warn("{} waits for its lock; the fact could not be stated: {}", operation.key(), away);
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
