package io.drover.migration.flyway;

import io.drover.migration.execution.SessionLimits;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Follows a run: fences around each script, gives each the same time limits, counts what is
 * committed. A script is known to be committed when the next one begins or the run has returned.
 */
final class MigrationSteps implements Callback {
  private final Attempt<?> attempt;
  private final SessionLimits limits;
  private final int pending;
  private final Runnable settled;
  private long committed;
  private boolean ran;
  private boolean fenced;

  MigrationSteps(Attempt<?> attempt, SessionLimits limits, int pending, Runnable settled) {
    this.attempt = attempt;
    this.limits = limits;
    this.pending = pending;
    this.settled = settled;
    beginPhase();
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      if (event == Event.BEFORE_EACH_MIGRATE) {
        settle();
        if (!fenced) {
          attempt.fence();
        }
        fenced = false;
        limits.apply(context.getConnection());
      } else {
        ran = true;
        // Outside a transaction the script cannot be undone: its row must reach the history.
        if (!context.getConnection().getAutoCommit()) {
          attempt.reached("migration-run");
          attempt.fence();
          // Between this commit and the next script there is nothing to be fenced.
          fenced = true;
        }
      }
    } catch (SQLException | OperationFailure | InterruptedException e) {
      throw new CarriedException(e);
    }
  }

  /** Counts the script that ran last, if any: it is committed. */
  void settle() throws InterruptedException {
    if (ran) {
      ran = false;
      settled.run();
      committed++;
      beginPhase();
      attempt.progress().done(committed);
      attempt.reached("migration-applied");
    }
  }

  /** Again after each script, which may have told of phases of its own. */
  private void beginPhase() {
    attempt.progress().phase("migrating", "migrations", pending);
  }

  @Override
  public String getCallbackName() {
    return "drover-steps";
  }
}
