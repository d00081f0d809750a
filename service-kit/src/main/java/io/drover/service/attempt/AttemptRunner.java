package io.drover.service.attempt;

import io.drover.schemas.FailureCode;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.ledger.Turn;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.trace.AttemptSpan;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt from its beginning in the ledger to what is written about its end. Thread-safe.
 */
public final class AttemptRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final Map<String, OperationHandler<?>> handlers;
  private final DatabaseRegistry registry;
  private final AttemptTools tools;
  private final RunningAttempts running;
  private final Contexts contexts;
  private final Conclusions conclusions;

  public AttemptRunner(
      Map<String, OperationHandler<?>> handlers,
      DatabaseRegistry registry,
      AttemptTools tools,
      RunningAttempts running,
      EndWriter writer) {
    this.handlers = Map.copyOf(handlers);
    this.registry = registry;
    this.tools = tools;
    this.running = running;
    this.contexts = new Contexts(registry, tools);
    this.conclusions = new Conclusions(tools, new Cleaning(contexts, tools.clock()), writer);
  }

  /** Whether this instance stops: nothing is to be begun any more. */
  public boolean stopping() {
    return running.stopping();
  }

  /** Works; when it returns, the ledger has been told, or another attempt owns the operation. */
  public void run(Turn.Run turn) {
    OperationHandler<?> handler = handler(turn.operation());
    traced(
        turn.operation(),
        span -> {
          if (handler == null) {
            conclusions.noHandler(turn.operation());
          } else {
            work(turn.operation(), handler, span);
          }
        });
  }

  /** Removes what a failed operation left and ends it. */
  public void fail(Turn.Fail turn) {
    traced(
        turn.operation(),
        span -> {
          span.failed("failed", turn.failure().code());
          conclusions.fail(turn.operation(), handler(turn.operation()), turn.failure());
        });
  }

  /** Removes what a cancelled operation left and ends it. */
  public void cancel(Turn.Cancel turn) {
    traced(
        turn.operation(),
        span -> {
          span.outcome("cancelled");
          conclusions.cancel(
              turn.operation(), handler(turn.operation()), turn.requestedBy(), turn.reason());
        });
  }

  private void traced(RunningOperation operation, Consumer<AttemptSpan> work) {
    AttemptTrace.run(tools.tracing(), operation, work);
  }

  private @Nullable OperationHandler<?> handler(RunningOperation operation) {
    return handlers.get(operation.key().kind());
  }

  private <C extends SpecificRecord> void work(
      RunningOperation operation, OperationHandler<C> handler, AttemptSpan span) {
    long begun = System.nanoTime();
    Ending ending;
    try (AttemptScope scope = new AttemptScope()) {
      running.add(operation, scope);
      try {
        tools.steps().reached(operation.key().toString(), "attempt-started");
        ending = attempt(operation, handler, scope);
      } finally {
        running.remove(operation, scope);
      }
    }
    AttemptTrace.ended(span, ending);
    conclusions.conclude(operation, handler, ending, Duration.ofNanos(System.nanoTime() - begun));
  }

  private <C extends SpecificRecord> Ending attempt(
      RunningOperation operation, OperationHandler<C> handler, AttemptScope scope) {
    Optional<String> broken = registry.problem();
    Attempt<C> attempt;
    try {
      attempt = contexts.of(operation, handler, scope, operation.deadline());
      handler.admit(attempt.command(), attempt.target().entry());
    } catch (Throwable problem) {
      return ending(operation, scope, problem, Ending.Rejected::new);
    }
    try {
      Outcome outcome = handler.handle(attempt);
      return new Ending.Returned(
          outcome instanceof Outcome.Done done ? RegistryWarning.on(done, broken) : outcome);
    } catch (Throwable problem) {
      return ending(operation, scope, problem, Ending.Failed::new);
    }
  }

  private static Ending ending(
      RunningOperation operation,
      AttemptScope scope,
      Throwable problem,
      Function<OperationFailure, Ending> failed) {
    if (scope.reason().isPresent()) {
      return new Ending.Ended(scope.reason().get());
    }
    return problem instanceof OperationFailure failure
        ? failed.apply(failure)
        : new Ending.Failed(internal(operation, problem));
  }

  private static OperationFailure internal(RunningOperation operation, Throwable problem) {
    LOG.error("{} attempt {} failed", operation.key(), operation.attempt(), problem);
    return OperationFailure.of(
            FailureCode.INTERNAL,
            "Drover itself failed: " + problem.getClass().getSimpleName() + ".",
            "Look for " + operation.key() + " in the service's log and report it.")
        .causedBy(problem);
  }
}
