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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** The same attempt, but for what a subclass does in another way. */
abstract class ForwardingAttempt<C extends SpecificRecord> implements Attempt<C> {
  private final Attempt<C> attempt;

  ForwardingAttempt(Attempt<C> attempt) {
    this.attempt = attempt;
  }

  @Override
  public Target target() {
    return attempt.target();
  }

  @Override
  public OperationFailure explain(SQLException error) {
    return attempt.explain(error);
  }

  @Override
  public List<ChildOutcome> endedChildren() {
    return attempt.endedChildren();
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
