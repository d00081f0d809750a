package io.drover.service.operation;

import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.LockMode;
import io.drover.service.target.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * One attempt of an operation, as its handler sees it. Everything started through it (processes,
 * connections, the lock) ends with the attempt: at its return, when it is cancelled, at its
 * deadline and when its lock is lost.
 *
 * @param <C> the command record
 */
public interface Attempt<C extends SpecificRecord> {
  String operationId();

  /** 1 for the first attempt. */
  int number();

  C command();

  /** The database operated on, under its physical name. */
  Target target();

  Instant acceptedAt();

  Instant deadline();

  /** Now, by the state database's clock. */
  Instant now();

  /** Outcome of the child that the last attempt waited for, once it has ended. */
  Optional<ChildOutcome> child();

  /**
   * Children of an {@link Outcome.AwaitAny} that have ended and that no attempt has seen yet; some
   * of them where there are many, the others are given to the next attempt.
   */
  default List<ChildOutcome> endedChildren() {
    return List.of();
  }

  /** Where to tell how far the work is. */
  Progress progress();

  /**
   * Marks a named step: one log line with the operation's id. Throws when the attempt must end.
   *
   * @throws InterruptedException the attempt was cancelled, passed its deadline or lost its lock
   */
  void reached(String step) throws InterruptedException;

  /**
   * Takes the target lock in the given mode and keeps it to the end of the attempt. Waits, fails or
   * preempts as the command's {@code onBusy} says; leftover backends of dead attempts on the target
   * have ended when it returns.
   *
   * @throws OperationFailure {@code BUSY}, {@code LOCK_TIMEOUT}, {@code TARGET_UNREACHABLE} and
   *     their kin
   */
  void lock(LockMode mode) throws OperationFailure, InterruptedException;

  /**
   * States a fact of the operation, which goes on: it has the next sequence of the operation's
   * life. Once this returns the fact is durable and reaches the bus exactly once; an attempt that
   * is killed before may state it again, so whoever states a fact per step notes the step with
   * {@code along}.
   *
   * @param fact makes the fact from its header
   * @param announcements further records, published in the same transaction as the fact
   * @param along a change of the service's own tables in the transaction that states the fact
   * @throws OperationFailure the state database cannot be written; nothing has been stated
   * @throws InterruptedException the attempt has ended or another one owns the operation; nothing
   *     has been stated
   */
  void state(
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements,
      StateDatabase.Change along)
      throws OperationFailure, InterruptedException;

  /** The same without a change of the service's own tables. */
  default void state(
      Function<OperationHeader, SpecificRecord> fact, List<Announcement> announcements)
      throws OperationFailure, InterruptedException {
    state(fact, announcements, connection -> {});
  }

  /**
   * Checks now, against PostgreSQL and the ledger, that this attempt still owns the operation and
   * its lock: called right before a commit point.
   *
   * @throws InterruptedException it does not
   */
  void fence() throws OperationFailure, InterruptedException;

  /**
   * Opens a direct connection to a database of the target's server; it is closed with the attempt
   * at the latest.
   */
  Connection connect(String physicalDatabase) throws OperationFailure;

  /** Opens a direct connection to the target database. */
  default Connection connect() throws OperationFailure {
    return connect(target().physicalName());
  }

  /** Opens a direct connection to the server's maintenance database. */
  default Connection connectToMaintenance() throws OperationFailure {
    return connect(target().maintenanceDatabase());
  }

  /**
   * Starts a PostgreSQL program against the target's server; credentials travel by a 0600 password
   * file.
   */
  ChildProcess start(ProcessRequest request) throws OperationFailure;

  /** Turns an error of the target into a failure of the contract. */
  OperationFailure explain(SQLException error);
}
