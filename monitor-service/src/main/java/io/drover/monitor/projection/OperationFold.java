package io.drover.monitor.projection;

import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationApproved;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one fact says of its operation. */
final class OperationFold {
  private static final String SUCCESS = "Succeeded";

  private OperationFold() {}

  /** Empty for facts that say nothing of the operation's state. */
  static Optional<Operation> of(Fact fact) {
    return switch (fact.body()) {
      case OperationAccepted accepted ->
          Optional.of(operation(fact, request(fact, accepted), null, open(fact, "accepted")));
      case OperationWaiting waiting ->
          Optional.of(operation(fact, null, null, waiting(fact, waiting)));
      case OperationApproved _ -> Optional.of(operation(fact, null, null, open(fact, "accepted")));
      case OperationStarted started ->
          Optional.of(operation(fact, null, start(fact, started), open(fact, "running")));
      case OperationFailed failed ->
          ended(
              fact,
              "failed",
              failure(
                  failed.getCode(),
                  failed.getMessage(),
                  failed.getDetail(),
                  failed.getRetryable(),
                  failed.getRemedy()));
      case OperationRejected rejected ->
          ended(
              fact,
              "rejected",
              failure(
                  rejected.getCode(),
                  rejected.getMessage(),
                  rejected.getDetail(),
                  rejected.getRetryable(),
                  rejected.getRemedy()));
      case OperationCancelled cancelled ->
          ended(
              fact,
              "cancelled",
              failure(
                  "CANCELLED",
                  cancelled.getReason(),
                  "by " + cancelled.getRequestedBy(),
                  false,
                  ""));
      case RequestRefused refused ->
          Optional.of(operation(fact, null, null, refused(fact, refused)));
      case RequestAnswered answered -> Optional.empty();
      // The contract's naming rule: an operation of a later version has succeeded too.
      default -> fact.type().endsWith(SUCCESS) ? succeeded(fact) : Optional.empty();
    };
  }

  private static Operation operation(
      Fact fact,
      Operation.@Nullable Request request,
      Operation.@Nullable Start start,
      Operation.State state) {
    return new Operation(
        fact.kind(), fact.operationId(), fact.database(), fact.observedAt(), request, start, state);
  }

  private static Operation.Request request(Fact fact, OperationAccepted accepted) {
    return new Operation.Request(
        Clean.name(accepted.getRequestedBy()),
        Clean.text(accepted.getReason()),
        AvroJson.ofValue(accepted.getLabels()),
        fact.observedAt(),
        Clean.instant(accepted.getExpiresAt()),
        Clean.instant(accepted.getDeadline()),
        accepted.getParentKind() == null ? null : Clean.name(accepted.getParentKind()),
        accepted.getParentOperationId() == null
            ? null
            : Clean.name(accepted.getParentOperationId()));
  }

  private static Operation.Start start(Fact fact, OperationStarted started) {
    return new Operation.Start(
        fact.observedAt(),
        fact.sequence(),
        Clean.name(started.getService()),
        Clean.name(started.getInstance()));
  }

  private static Operation.State waiting(Fact fact, OperationWaiting waiting) {
    return state(
        fact,
        "waiting",
        false,
        Clean.name(waiting.getWaitingFor()),
        Clean.text(waiting.getDetail()),
        null,
        null);
  }

  /**
   * A refusal lies outside the operation's life: it shows only where no fact of the life is known.
   */
  private static Operation.State refused(Fact fact, RequestRefused refused) {
    Operation.Failure failure =
        failure(
            refused.getCode(),
            refused.getMessage(),
            refused.getDetail(),
            refused.getRetryable(),
            refused.getRemedy());
    return state(fact, "refused", true, null, null, failure, null);
  }

  private static Optional<Operation> ended(Fact fact, String name, Operation.Failure failure) {
    return Optional.of(
        operation(fact, null, null, state(fact, name, true, null, null, failure, null)));
  }

  private static Optional<Operation> succeeded(Fact fact) {
    return Optional.of(
        operation(fact, null, null, state(fact, "succeeded", true, null, null, null, fact.json())));
  }

  private static Operation.State open(Fact fact, String name) {
    return state(fact, name, false, null, null, null, null);
  }

  private static Operation.State state(
      Fact fact,
      String name,
      boolean terminal,
      @Nullable String waitingFor,
      @Nullable String waitingDetail,
      Operation.@Nullable Failure failure,
      @Nullable String result) {
    return new Operation.State(
        name,
        terminal,
        fact.sequence(),
        fact.attempt(),
        fact.observedAt(),
        fact.traceId(),
        waitingFor,
        waitingDetail,
        failure,
        result);
  }

  private static Operation.Failure failure(
      String code, String message, String detail, boolean retryable, String remedy) {
    return new Operation.Failure(
        Clean.name(code), Clean.text(message), Clean.text(detail), retryable, Clean.text(remedy));
  }
}
