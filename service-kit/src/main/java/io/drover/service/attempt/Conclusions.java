package io.drover.service.attempt;

import io.drover.service.ledger.OperationState;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the ledger how an attempt ended. */
final class Conclusions {
  private static final Logger LOG = LoggerFactory.getLogger(Conclusions.class);
  private static final Duration NO_HANDLER = Duration.ofSeconds(30);

  private final AttemptTools tools;
  private final Cleaning cleaning;
  private final EndWriter writer;

  Conclusions(AttemptTools tools, Cleaning cleaning, EndWriter writer) {
    this.tools = tools;
    this.cleaning = cleaning;
    this.writer = writer;
  }

  /**
   * @param worked how long the attempt lasted
   */
  void conclude(
      RunningOperation operation, OperationHandler<?> handler, Ending ending, Duration worked) {
    switch (ending) {
      case Ending.Returned(Outcome.Done done) -> succeeded(operation, done);
      case Ending.Returned(Outcome.Failed(var failure, var announcements)) -> {
        tools.steps().reached(operation.key().toString(), "before-terminal-fact");
        fail(operation, handler, failure, announcements);
        tools.steps().reached(operation.key().toString(), "terminal-fact-committed");
      }
      case Ending.Returned(Outcome.AwaitChild(var request, String why)) -> {
        writer.write(operation, ledger -> ledger.await(operation, request, why));
        tools.steps().reached(operation.key().toString(), "awaiting-child");
      }
      case Ending.Returned(Outcome.AwaitAny(var requests, String why, var along)) -> {
        writer.write(operation, ledger -> ledger.awaitAny(operation, requests, why, along));
        tools.steps().reached(operation.key().toString(), "awaiting-children");
      }
      case Ending.Returned(Outcome.RetryAfter(Duration delay, String why)) ->
          writer.write(operation, ledger -> ledger.retry(operation, delay, why, null));
      case Ending.Rejected(OperationFailure failure) when operation.attempt() == 1 ->
          writer.write(operation, ledger -> ledger.reject(operation, failure));
      case Ending.Rejected(OperationFailure failure) -> fail(operation, handler, failure);
      case Ending.Failed(OperationFailure failure) ->
          failedOrLater(operation, handler, failure, worked);
      case Ending.Ended(EndReason reason) -> ended(operation, handler, reason, worked);
    }
  }

  /** Puts an operation off that another version of the service may be able to carry out. */
  void noHandler(RunningOperation operation) {
    LOG.warn("{}: this version of the service has no handler for it", operation.key());
    String why = "This instance of the service does not know operations of this kind.";
    writer.write(operation, ledger -> ledger.retry(operation, NO_HANDLER, why, null));
  }

  /**
   * @param handler null when this version of the service has none
   */
  void fail(
      RunningOperation operation, @Nullable OperationHandler<?> handler, OperationFailure failure) {
    fail(operation, handler, failure, List.of());
  }

  private void fail(
      RunningOperation operation,
      @Nullable OperationHandler<?> handler,
      OperationFailure failure,
      List<Outcome.Announcement> announcements) {
    if (!stillOurs(operation)) {
      return;
    }
    OperationFailure told = cleaning.cleaned(operation, handler, failure);
    LOG.info(
        "{} attempt {} failed: {} {}",
        operation.key(),
        operation.attempt(),
        told.code(),
        told.message());
    writer.write(operation, ledger -> ledger.fail(operation, told, announcements));
  }

  /**
   * @param handler null when this version of the service has none
   */
  void cancel(
      RunningOperation operation,
      @Nullable OperationHandler<?> handler,
      String requestedBy,
      String reason) {
    if (!stillOurs(operation)) {
      return;
    }
    // What cannot be taken back is told: the fact says what is true, and not what was wished.
    String told =
        cleaning
            .clean(operation, handler)
            .map(left -> (reason + " " + left).strip())
            .orElse(reason);
    writer.write(operation, ledger -> ledger.cancelled(operation, requestedBy, told));
  }

  /** A stalled attempt that wakes late must not clean away what its successor has made. */
  private boolean stillOurs(RunningOperation operation) {
    return writer.write(operation, ledger -> ledger.owns(operation));
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

  private void ended(
      RunningOperation operation, OperationHandler<?> handler, EndReason reason, Duration worked) {
    LOG.info("{} attempt {} was ended: {}", operation.key(), operation.attempt(), reason);
    switch (reason) {
      case EndReason.Fenced() -> {}
      case EndReason.Stopping() -> writer.write(operation, ledger -> ledger.release(operation));
      case EndReason.Cancelled(String by, String why) -> cancel(operation, handler, by, why);
      case EndReason.DeadlineExceeded() ->
          fail(operation, handler, EndFailures.deadline(operation));
      case EndReason.Preempted(String by) -> fail(operation, handler, EndFailures.preempted(by));
      case EndReason.LockLost(String how) ->
          failedOrLater(operation, handler, EndFailures.lockLost(how), worked);
    }
  }

  private void failedOrLater(
      RunningOperation operation,
      OperationHandler<?> handler,
      OperationFailure failure,
      Duration worked) {
    Optional<Patience.Retry> retry =
        Patience.retry(operation, failure, worked, tools.clock().instant());
    if (retry.isEmpty()) {
      fail(operation, handler, failure);
      return;
    }
    LOG.info(
        "{} attempt {} is tried again in {}: {} {}",
        operation.key(),
        operation.attempt(),
        retry.get().delay(),
        failure.code(),
        failure.message());
    writer.write(
        operation,
        ledger ->
            ledger.retry(
                operation, retry.get().delay(), failure.message(), retry.get().awaySince()));
  }
}
