package io.drover.migration.site;

import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Target;
import io.drover.service.target.TargetErrors;
import java.sql.SQLException;
import org.apache.avro.specific.SpecificRecord;

/**
 * An attempt whose target is another database of the same server: whatever works on the target of
 * an attempt works there when it is given this one. It is the same attempt in all else: the lock is
 * that of the operation's own target, and it ends with the attempt. As thread-safe as the attempt.
 *
 * @param <C> the command record
 */
public final class AttemptElsewhere<C extends SpecificRecord> extends ForwardingAttempt<C> {
  private final Target target;

  private AttemptElsewhere(Attempt<C> attempt, Target target) {
    super(attempt);
    this.target = target;
  }

  /**
   * The attempt on that database, which need not be there yet.
   *
   * @param physicalName name of the database in PostgreSQL
   */
  public static <C extends SpecificRecord> Attempt<C> on(Attempt<C> attempt, String physicalName) {
    Target own = attempt.target();
    return new AttemptElsewhere<>(attempt, new Target(own.entry(), own.server(), physicalName));
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public OperationFailure explain(SQLException error) {
    return TargetErrors.explain(error, target);
  }
}
