package io.drover.service.attempt;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationHeader;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.operation.Progress;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.LockMode;
import io.drover.service.target.LockOptions;
import io.drover.service.target.SessionName;
import io.drover.service.target.Target;
import io.drover.service.target.TargetErrors;
import io.drover.service.target.TargetLock;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempt as its handler sees it, tied to the scope that ends everything it started. */
final class AttemptContext<C extends SpecificRecord> implements Attempt<C> {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptContext.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final AttemptTools tools;
  private final RunningOperation operation;
  private final C command;
  private final Target target;
  private final AttemptScope scope;
  private final Instant deadline;
  private final Progress progress;
  private final Optional<ChildOutcome> child;
  private final List<ChildOutcome> endedChildren;
  private final Context trace = Context.current();
  private volatile @Nullable TargetLock lock;

  AttemptContext(
      AttemptTools tools,
      RunningOperation operation,
      C command,
      Target target,
      AttemptScope scope,
      Instant deadline,
      Optional<ChildOutcome> child,
      List<ChildOutcome> endedChildren) {
    this.tools = tools;
    this.operation = operation;
    this.command = command;
    this.target = target;
    this.scope = scope;
    this.deadline = deadline;
    this.child = child;
    this.endedChildren = List.copyOf(endedChildren);
    this.progress = new ProgressReporter(tools.publisher(), tools.clock(), operation);
  }

  @Override
  public String operationId() {
    return operation.key().operationId();
  }

  @Override
  public int number() {
    return operation.attempt();
  }

  @Override
  public C command() {
    return command;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Instant acceptedAt() {
    return operation.acceptedAt();
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  @Override
  public Instant now() {
    return tools.clock().instant();
  }

  @Override
  public Optional<ChildOutcome> child() {
    return child;
  }

  @Override
  public List<ChildOutcome> endedChildren() {
    return endedChildren;
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void reached(String step) throws InterruptedException {
    scope.check();
    LOG.atInfo()
        .addKeyValue("operation", operation.key())
        .addKeyValue("attempt", operation.attempt())
        .addKeyValue("step", step)
        .log("reached");
    Span.fromContext(trace).addEvent(step);
    tools.steps().reached(operation.key().toString(), step);
    scope.check();
  }

  @Override
  public void lock(LockMode mode) throws OperationFailure, InterruptedException {
    scope.check();
    CommandOptions options = CommandOptions.of(command);
    LockOptions wanted =
        new LockOptions(
            operation.key().kind(),
            operation.key().operationId(),
            options.onBusy(),
            options.preemptible(),
            tools.clock().until(deadline));
    ScopeLockEvents events = new ScopeLockEvents(tools, operation, scope);
    Span waiting = tools.tracing().lock(trace, target, mode);
    try {
      lock = scope.own(TargetLock.acquire(tools.connections(), target, mode, wanted, events));
    } catch (ScopeLockEvents.Crowded crowded) {
      throw OperationFailure.of(
              FailureCode.BUSY,
              "Too many operations of this service wait for their databases already.",
              "Wait until some of them have ended, then request it again.")
          .asRetryable()
          .causedBy(crowded);
    } finally {
      waiting.end();
      events.waited();
    }
  }

  @Override
  public void state(
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements,
      StateDatabase.Change along)
      throws OperationFailure, InterruptedException {
    asOwner(
        () -> tools.ledger().tell(operation, fact, announcements, along),
        "The state database cannot be reached to state what the operation has done.");
  }

  @Override
  public void fence() throws OperationFailure, InterruptedException {
    scope.check();
    TargetLock held = lock;
    if (held != null) {
      held.verify();
    }
    asOwner(
        () -> tools.ledger().owns(operation),
        "The state database cannot be reached to make sure that the operation is still ours.");
    scope.check();
  }

  /** True when the attempt still owns its operation. */
  @FunctionalInterface
  private interface OwnersWrite {
    boolean done() throws SQLException;
  }

  private void asOwner(OwnersWrite write, String away)
      throws OperationFailure, InterruptedException {
    scope.check();
    try {
      if (!write.done()) {
        scope.end(new EndReason.Fenced());
        scope.check();
      }
    } catch (SQLException problem) {
      throw OperationFailure.of(
              FailureCode.INTERNAL,
              away,
              "Bring the state database back, then request the operation again.")
          .asRetryable()
          .causedBy(problem);
    }
  }

  @Override
  public Connection connect(String physicalDatabase) throws OperationFailure {
    try {
      scope.check();
      return scope.own(
          tools
              .connections()
              .open(target.server(), physicalDatabase, sessionName(), CONNECT_TIMEOUT));
    } catch (SQLException problem) {
      throw TargetErrors.explain(problem, target.server(), physicalDatabase);
    } catch (InterruptedException ended) {
      throw ended(ended);
    }
  }

  @Override
  public ChildProcess start(ProcessRequest request) throws OperationFailure {
    try {
      scope.check();
      ChildProcess child = tools.processes().start(request, target.server(), sessionName());
      return scope.own(
          new TracedChild(
              child,
              tools
                  .tracing()
                  .program(trace, request.program(), target.server(), request.database())));
    } catch (InterruptedException ended) {
      throw ended(ended);
    }
  }

  @Override
  public OperationFailure explain(SQLException error) {
    return TargetErrors.explain(error, target);
  }

  private String sessionName() {
    return SessionName.of(operation.key().kind(), operation.key().operationId());
  }

  private static OperationFailure ended(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return OperationFailure.of(FailureCode.CANCELLED, "The attempt has ended.", "").causedBy(cause);
  }
}
