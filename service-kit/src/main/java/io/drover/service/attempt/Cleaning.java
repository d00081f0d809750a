package io.drover.service.attempt;

import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.state.StateClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a handler remove what the attempts of an operation left, before the operation ends without
 * success.
 */
final class Cleaning {
  private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);
  private static final Duration TIME = Duration.ofSeconds(60);

  private final Contexts contexts;
  private final StateClock clock;

  Cleaning(Contexts contexts, StateClock clock) {
    this.contexts = contexts;
    this.clock = clock;
  }

  /** Cleans; returns what stood in the way. */
  <C extends SpecificRecord> Optional<String> clean(
      RunningOperation operation, @Nullable OperationHandler<C> handler) {
    if (handler == null) {
      return Optional.of(
          "this version of the service has no handler for " + operation.key().kind());
    }
    try (AttemptScope scope = new AttemptScope()) {
      endInTime(scope);
      handler.abandon(contexts.of(operation, handler, scope, clock.instant().plus(TIME)));
      return Optional.empty();
    } catch (OperationFailure problem) {
      LOG.warn("{}: not cleaned up: {}", operation.key(), problem.message());
      return Optional.of(problem.message());
    } catch (Exception problem) {
      LOG.warn("{}: not cleaned up", operation.key(), problem);
      return Optional.of(problem.getClass().getSimpleName());
    }
  }

  private static void endInTime(AttemptScope scope) {
    CompletableFuture.delayedExecutor(TIME.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> scope.end(new EndReason.DeadlineExceeded()));
  }

  /** Cleans, and adds to the failure what stood in the way. */
  OperationFailure cleaned(
      RunningOperation operation, @Nullable OperationHandler<?> handler, OperationFailure failure) {
    return clean(operation, handler)
        .map(problem -> failure.withDetail(failure.detail() + "\nNot cleaned up: " + problem))
        .orElse(failure);
  }
}
