package io.drover.service.attempt;

import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.Outcome;
import io.drover.service.trace.AttemptSpan;
import io.drover.service.trace.Tracing;
import java.util.Locale;
import java.util.function.Consumer;

/** How attempts appear in traces. */
final class AttemptTrace {
  private AttemptTrace() {}

  static void run(Tracing tracing, RunningOperation operation, Consumer<AttemptSpan> work) {
    tracing.attempt(
        new Tracing.Subject(
            operation.key().kind(),
            operation.key().operationId(),
            operation.origin().database(),
            operation.origin().traceparent()),
        operation.attempt(),
        work);
  }

  static void ended(AttemptSpan span, Ending ending) {
    switch (ending) {
      case Ending.Returned(Outcome.Done _) -> span.outcome("succeeded");
      case Ending.Returned(Outcome.Failed(var failure, _)) -> span.failed("failed", failure.code());
      case Ending.Returned(Outcome.AwaitChild _), Ending.Returned(Outcome.AwaitAny _) ->
          span.outcome("awaiting-child");
      case Ending.Returned(Outcome.RetryAfter _) -> span.outcome("retrying");
      case Ending.Rejected(var failure) -> span.failed("rejected", failure.code());
      case Ending.Failed(var failure) -> span.failed("failed", failure.code());
      case Ending.Ended(EndReason reason) ->
          span.failed("ended", reason.getClass().getSimpleName().toUpperCase(Locale.ROOT));
    }
  }
}
