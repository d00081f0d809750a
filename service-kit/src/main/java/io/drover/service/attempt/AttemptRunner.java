package io.drover.service.attempt;

import io.drover.schemas.FailureCode;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.ledger.Turn;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.target.DatabaseRegistry;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt from its beginning in the ledger to what is written about its end. Thread-safe.
 */
public final class AttemptRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final Map<String, OperationHandler<?>> handlers;
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
    this.tools = tools;
    this.running = running;
    this.contexts = new Contexts(registry, tools);
    this.conclusions = new Conclusions(tools, new Cleaning(contexts, tools.clock()), writer);
  }

  /** Works; when it returns, the ledger has been told, or another attempt owns the operation. */
  public void run(Turn.Run turn) {
    work(turn.operation(), handler(turn.operation()));
  }

  /** Removes what a failed operation left and ends it. */
  public void fail(Turn.Fail turn) {
    conclusions.fail(turn.operation(), handler(turn.operation()), turn.failure());
  }

  /** Removes what a cancelled operation left and ends it. */
  public void cancel(Turn.Cancel turn) {
    conclusions.cancel(
        turn.operation(), handler(turn.operation()), turn.requestedBy(), turn.reason());
  }

  private OperationHandler<?> handler(RunningOperation operation) {
    OperationHandler<?> handler = handlers.get(operation.key().kind());
    if (handler == null) {
      throw new IllegalStateException("no handler for " + operation.key());
    }
    return handler;
  }

  private <C extends SpecificRecord> void work(
      RunningOperation operation, OperationHandler<C> handler) {
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
    // The interrupt that ended the attempt must not reach what is written about its end.
    boolean _ = Thread.interrupted();
    conclusions.conclude(operation, handler, ending);
  }

  private <C extends SpecificRecord> Ending attempt(
      RunningOperation operation, OperationHandler<C> handler, AttemptScope scope) {
    Attempt<C> attempt;
    try {
      attempt = contexts.of(operation, handler, scope, operation.deadline());
      handler.admit(attempt.command(), attempt.target().entry());
    } catch (OperationFailure rejected) {
      return new Ending.Rejected(rejected);
    } catch (Exception unreadable) {
      return new Ending.Failed(internal(operation, unreadable));
    }
    try {
      return new Ending.Returned(handler.handle(attempt));
    } catch (Throwable problem) {
      return scope
          .reason()
          .<Ending>map(Ending.Ended::new)
          .orElseGet(
              () ->
                  new Ending.Failed(
                      problem instanceof OperationFailure failure
                          ? failure
                          : internal(operation, problem)));
    }
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
