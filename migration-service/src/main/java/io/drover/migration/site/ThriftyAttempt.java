package io.drover.migration.site;

import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.avro.specific.SpecificRecord;

/**
 * An attempt that uses its connections to the target again instead of opening one for each look: a
 * run looks at the same catalogue a dozen times, and to connect costs PostgreSQL a process, a
 * password exchange and a cold cache. None is held while the attempt waits for the target lock, nor
 * after {@link #close}. As thread-safe as the attempt.
 *
 * @param <C> the command record
 */
public final class ThriftyAttempt<C extends SpecificRecord> extends ForwardingAttempt<C>
    implements AutoCloseable {
  private final KeptConnections kept = new KeptConnections();

  /** The attempt, thrifty until it is closed. */
  public ThriftyAttempt(Attempt<C> attempt) {
    super(attempt);
  }

  @Override
  public Connection connect(String physicalDatabase) throws OperationFailure {
    if (!physicalDatabase.equals(target().physicalName())) {
      return super.connect(physicalDatabase);
    }
    try {
      Connection again = kept.lend();
      return again == null ? kept.keep(super.connect(physicalDatabase)) : again;
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  @Override
  public void lock(LockMode mode) throws OperationFailure, InterruptedException {
    kept.close();
    super.lock(mode);
  }

  @Override
  public void close() {
    kept.close();
  }
}
