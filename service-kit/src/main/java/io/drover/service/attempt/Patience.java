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
 * deadline. An attempt that had worked for a while before it failed has seen them: with it a new
 * outage begins.
 */
final class Patience {
  private static final Set<String> AWAY =
      Set.of(FailureCode.TARGET_UNREACHABLE, FailureCode.REPOSITORY_UNAVAILABLE);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Longer than it takes to find out that something is away. */
  private static final Duration WORKED = Duration.ofSeconds(30);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private Patience() {}

  /** When to try again, and since when the target or repository counts as away. */
  record Retry(Duration delay, Instant awaySince) {}

  /**
   * When to try again; empty when the failure is final.
   *
   * @param worked how long the attempt lasted
   */
  static Optional<Retry> retry(
      RunningOperation operation, OperationFailure failure, Duration worked, Instant now) {
    if (!AWAY.contains(failure.code()) || !failure.retryable()) {
      return Optional.empty();
    }
    Instant known = operation.awaySince();
    Instant since = known == null || worked.compareTo(WORKED) > 0 ? now : known;
    Duration away = Duration.between(since, now);
    Duration delay = clamp(away.dividedBy(2));
    boolean inTime = away.compareTo(LIMIT) < 0 && now.plus(delay).isBefore(operation.deadline());
    return inTime ? Optional.of(new Retry(delay, since)) : Optional.empty();
  }

  private static Duration clamp(Duration delay) {
    if (delay.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }
}
