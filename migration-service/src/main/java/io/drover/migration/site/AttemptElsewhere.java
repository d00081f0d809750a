package io.drover.migration.site;

import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.operation.Progress;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.LockMode;
import io.drover.service.target.Target;
import io.drover.service.target.TargetErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * An attempt whose target is another database of the same server: whatever works on the target of
 * an attempt works there when it is given this one. It is the same attempt in all else: the lock is
 * that of the operation's own target, and it ends with the attempt. As thread-safe as the attempt.
 *
 * @param <C> the command record
 */
public final class AttemptElsewhere<C extends SpecificRecord> implements Attempt<C> {
  private final Attempt<C> attempt;
  private final Target target;

  private AttemptElsewhere(Attempt<C> attempt, Target target) {
    this.attempt = attempt;
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

  @Override
  public Connection connect(String physicalDatabase) throws OperationFailure {
    return attempt.connect(physicalDatabase);
  }

  @Override
  public String operationId() {
    return attempt.operationId();
  }

  @Override
  public int number() {
    return attempt.number();
  }

  @Override
  public C command() {
    return attempt.command();
  }

  @Override
  public Instant acceptedAt() {
    return attempt.acceptedAt();
  }

  @Override
  public Instant deadline() {
    return attempt.deadline();
  }

  @Override
  public Instant now() {
    return attempt.now();
  }

  @Override
  public Optional<ChildOutcome> child() {
    return attempt.child();
  }

  @Override
  public Progress progress() {
    return attempt.progress();
  }

  @Override
  public void reached(String step) throws InterruptedException {
    attempt.reached(step);
  }

  @Override
  public void lock(LockMode mode) throws OperationFailure, InterruptedException {
    attempt.lock(mode);
  }

  @Override
  public void state(
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements,
      StateDatabase.Change along)
      throws OperationFailure, InterruptedException {
    attempt.state(fact, announcements, along);
  }

  @Override
  public void fence() throws OperationFailure, InterruptedException {
    attempt.fence();
  }

  @Override
  public ChildProcess start(ProcessRequest request) throws OperationFailure {
    return attempt.start(request);
  }
}
