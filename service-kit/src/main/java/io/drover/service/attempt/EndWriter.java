package io.drover.service.attempt;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.drover.schemas.FailureCode;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the end of an attempt to the ledger, however long the state database is away (up to ten
 * minutes; then the attempt counts as lost and is repeated). An end that cannot be written for
 * another reason fails the operation instead of repeating its work. Thread-safe.
 */
public final class EndWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EndWriter.class);

  private final Ledger ledger;
  private final Runnable afterwards;
  private final RetryPolicy<Boolean> policy =
      RetryPolicy.<Boolean>builder()
          .handleIf(problem -> problem instanceof SQLException sql && StateDatabase.away(sql))
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
          .withMaxDuration(Duration.ofMinutes(10))
          .withMaxRetries(-1)
          .onRetry(
              event ->
                  LOG.warn(
                      "The ledger cannot be written: {}", String.valueOf(event.getLastException())))
          .build();

  /**
   * @param afterwards called after each commit, to wake the relay
   */
  public EndWriter(Ledger ledger, Runnable afterwards) {
    this.ledger = ledger;
    this.afterwards = afterwards;
  }

  /** One conditional write. */
  @FunctionalInterface
  interface Write {
    boolean to(Ledger ledger) throws SQLException;
  }

  /** Whether the attempt still owned the operation, so that the write was done. */
  boolean write(RunningOperation operation, Write write) {
    try {
      return tell(operation, write);
    } catch (FailsafeException problem) {
      if (problem.getCause() instanceof SQLException sql && !StateDatabase.away(sql)) {
        return failInstead(operation, sql);
      }
      LOG.error(
          "The end of {} attempt {} could not be written; it will be repeated",
          operation.key(),
          operation.attempt(),
          problem);
      return false;
    } catch (RuntimeException defect) {
      return failInstead(operation, defect);
    }
  }

  private boolean tell(RunningOperation operation, Write write) {
    boolean owned = Failsafe.with(policy).get(() -> write.to(ledger));
    if (owned) {
      afterwards.run();
    } else {
      LOG.warn(
          "{} attempt {} came too late: another attempt owns the operation",
          operation.key(),
          operation.attempt());
    }
    return owned;
  }

  /** Fails the operation; always false, as what was to be written was not. */
  private boolean failInstead(RunningOperation operation, Exception problem) {
    LOG.error(
        "The end of {} attempt {} cannot be written",
        operation.key(),
        operation.attempt(),
        problem);
    OperationFailure failure =
        OperationFailure.of(
            FailureCode.INTERNAL,
            "The work was done, but Drover could not state its result: "
                + problem.getClass().getSimpleName()
                + ".",
            "Look for " + operation.key() + " in the service's log and report it.");
    boolean _ = tell(operation, ledger -> ledger.fail(operation, failure));
    return false;
  }
}
