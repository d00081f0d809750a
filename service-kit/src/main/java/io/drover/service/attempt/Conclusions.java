package io.drover.service.attempt;

import io.drover.service.ledger.OperationState;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the ledger how an attempt ended. */
final class Conclusions {
  private static final Logger LOG = LoggerFactory.getLogger(Conclusions.class);

  private final AttemptTools tools;
  private final Cleaning cleaning;
  private final EndWriter writer;

  Conclusions(AttemptTools tools, Cleaning cleaning, EndWriter writer) {
    this.tools = tools;
    this.cleaning = cleaning;
    this.writer = writer;
  }

  void conclude(RunningOperation operation, OperationHandler<?> handler, Ending ending) {
    switch (ending) {
      case Ending.Returned(Outcome.Done done) -> succeeded(operation, done);
      case Ending.Returned(Outcome.AwaitChild(var request, String why)) -> {
        writer.write(operation, ledger -> ledger.await(operation, request, why));
        tools.steps().reached(operation.key().toString(), "awaiting-child");
      }
      case Ending.Returned(Outcome.RetryAfter(Duration delay, String why)) ->
          writer.write(operation, ledger -> ledger.retry(operation, delay, why, false));
      case Ending.Rejected(OperationFailure failure) when operation.attempt() == 1 ->
          writer.write(operation, ledger -> ledger.reject(operation, failure));
      case Ending.Rejected(OperationFailure failure) -> fail(operation, handler, failure);
      case Ending.Failed(OperationFailure failure) -> failedOrLater(operation, handler, failure);
      case Ending.Ended(EndReason reason) -> ended(operation, handler, reason);
    }
  }

  void fail(RunningOperation operation, OperationHandler<?> handler, OperationFailure failure) {
    OperationFailure told = cleaning.cleaned(operation, handler, failure);
    LOG.info(
        "{} attempt {} failed: {} {}",
        operation.key(),
        operation.attempt(),
        told.code(),
        told.message());
    writer.write(operation, ledger -> ledger.fail(operation, told));
  }

  void cancel(
      RunningOperation operation, OperationHandler<?> handler, String requestedBy, String reason) {
    cleaning.clean(operation, handler);
    writer.write(operation, ledger -> ledger.cancelled(operation, requestedBy, reason));
  }

  private void succeeded(RunningOperation operation, Outcome.Done done) {
    tools.steps().reached(operation.key().toString(), "before-terminal-fact");
    writer.write(
        operation,
        ledger ->
            ledger.finish(operation, OperationState.SUCCEEDED, done.fact(), done.announcements()));
    LOG.info("{} attempt {} succeeded", operation.key(), operation.attempt());
    tools.steps().reached(operation.key().toString(), "terminal-fact-committed");
  }

  private void ended(RunningOperation operation, OperationHandler<?> handler, EndReason reason) {
    LOG.info("{} attempt {} was ended: {}", operation.key(), operation.attempt(), reason);
    switch (reason) {
      case EndReason.Fenced() -> {}
      case EndReason.Stopping() -> writer.write(operation, ledger -> ledger.release(operation));
      case EndReason.Cancelled(String by, String why) -> cancel(operation, handler, by, why);
      case EndReason.DeadlineExceeded() ->
          fail(operation, handler, EndFailures.deadline(operation));
      case EndReason.Preempted(String by) -> fail(operation, handler, EndFailures.preempted(by));
      case EndReason.LockLost(String how) ->
          failedOrLater(operation, handler, EndFailures.lockLost(how));
    }
  }

  private void failedOrLater(
      RunningOperation operation, OperationHandler<?> handler, OperationFailure failure) {
    Optional<Duration> delay = Patience.retryAfter(operation, failure, tools.clock().instant());
    if (delay.isEmpty()) {
      fail(operation, handler, failure);
      return;
    }
    writer.write(
        operation, ledger -> ledger.retry(operation, delay.get(), failure.message(), true));
  }
}
