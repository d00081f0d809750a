package io.drover.service.attempt;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.RunningOperation;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the end of an attempt to the ledger, however long the state database is away (up to ten
 * minutes; then the attempt counts as lost and is repeated). Thread-safe.
 */
public final class EndWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EndWriter.class);

  private final Ledger ledger;
  private final Runnable afterwards;
  private final RetryPolicy<Boolean> policy =
      RetryPolicy.<Boolean>builder()
          .handle(SQLException.class)
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

  void write(RunningOperation operation, Write write) {
    try {
      boolean owned = Failsafe.with(policy).get(() -> write.to(ledger));
      if (owned) {
        afterwards.run();
      } else {
        LOG.warn(
            "{} attempt {} came too late: another attempt owns the operation",
            operation.key(),
            operation.attempt());
      }
    } catch (FailsafeException away) {
      LOG.error(
          "The end of {} attempt {} could not be written; it will be repeated",
          operation.key(),
          operation.attempt(),
          away);
    }
  }
}
