package io.drover.service.attempt;

import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.state.StateClock;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
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
      RunningOperation operation, OperationHandler<C> handler) {
    try (AttemptScope scope = new AttemptScope()) {
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

  /** Cleans, and adds to the failure what stood in the way. */
  OperationFailure cleaned(
      RunningOperation operation, OperationHandler<?> handler, OperationFailure failure) {
    return clean(operation, handler)
        .map(problem -> failure.withDetail(failure.detail() + "\nNot cleaned up: " + problem))
        .orElse(failure);
  }
}
