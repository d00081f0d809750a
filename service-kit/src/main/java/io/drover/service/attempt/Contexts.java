package io.drover.service.attempt;

import io.drover.bus.UnreadableException;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.ledger.RunningOperation.EndedChild;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Makes of an operation what its handler sees. */
final class Contexts {
  private final DatabaseRegistry registry;
  private final AttemptTools tools;

  Contexts(DatabaseRegistry registry, AttemptTools tools) {
    this.registry = registry;
    this.tools = tools;
  }

  /**
   * The attempt of an operation, as today's registry has its database.
   *
   * @throws OperationFailure the database is no longer registered
   */
  <C extends SpecificRecord> Attempt<C> of(
      RunningOperation operation, OperationHandler<C> handler, AttemptScope scope, Instant deadline)
      throws OperationFailure, UnreadableException {
    C command = tools.codec().decode(operation.request(), handler.commandType());
    DatabaseEntry entry =
        handler
            .entry(command, operation.origin().database(), registry)
            .orElseThrow(
                () -> EndFailures.unknownDatabase(operation.origin().database(), registry));
    Target target = handler.target(command, entry);
    return new AttemptContext<>(
        tools,
        operation,
        command,
        target,
        scope,
        deadline,
        child(operation),
        endedChildren(operation));
  }

  private Optional<ChildOutcome> child(RunningOperation operation) throws UnreadableException {
    EndedChild ended = operation.child();
    return ended == null ? Optional.empty() : Optional.of(outcome(ended));
  }

  private List<ChildOutcome> endedChildren(RunningOperation operation) throws UnreadableException {
    List<ChildOutcome> outcomes = new ArrayList<>();
    for (EndedChild each : operation.endedChildren()) {
      outcomes.add(outcome(each));
    }
    return outcomes;
  }

  private ChildOutcome outcome(EndedChild ended) throws UnreadableException {
    return new ChildOutcome(
        ended.kind(), ended.operationId(), ended.outcome(), tools.codec().decode(ended.fact()));
  }
}
