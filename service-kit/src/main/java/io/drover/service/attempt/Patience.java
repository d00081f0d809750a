package io.drover.service.attempt;

import io.drover.schemas.FailureCode;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How long an operation waits for a target or a repository that is away: two minutes, within its
 * deadline.
 */
final class Patience {
  private static final Set<String> AWAY =
      Set.of(FailureCode.TARGET_UNREACHABLE, FailureCode.REPOSITORY_UNAVAILABLE);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private Patience() {}

  /** When to try again; empty when the failure is final. */
  static Optional<Duration> retryAfter(
      RunningOperation operation, OperationFailure failure, Instant now) {
    if (!AWAY.contains(failure.code()) || !failure.retryable()) {
      return Optional.empty();
    }
    Instant since = operation.awaySince() == null ? now : operation.awaySince();
    Duration away = Duration.between(since, now);
    Duration delay = clamp(away.dividedBy(2));
    boolean inTime = away.compareTo(LIMIT) < 0 && now.plus(delay).isBefore(operation.deadline());
    return inTime ? Optional.of(delay) : Optional.empty();
  }

  private static Duration clamp(Duration delay) {
    if (delay.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }
}
