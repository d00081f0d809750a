package io.drover.service.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.FailureCode;
import io.drover.service.ledger.Facts;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.testbed.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static OperationFailure away() {
    return OperationFailure.of(FailureCode.TARGET_UNREACHABLE, "Away.", "Look.").asRetryable();
  }

  private static RunningOperation operation(@Nullable Instant awaySince, Duration left) {
    return new RunningOperation(
        new Facts.Origin(Requests.newKey(), "shop", null, null),
        "main/shop",
        1,
        new byte[0],
        NOW,
        NOW.plus(left),
        awaySince,
        null,
        List.of());
  }

  @Test
  void anOutageBeginsWithItsFirstFailureAndTheDelaysGrow() {
    var first = Patience.retry(operation(null, Duration.ofHours(1)), away(), Duration.ZERO, NOW);
    var later =
        Patience.retry(
            operation(NOW.minusSeconds(20), Duration.ofHours(1)), away(), Duration.ZERO, NOW);

    assertThat(first).contains(new Patience.Retry(Duration.ofSeconds(1), NOW));
    assertThat(later).contains(new Patience.Retry(Duration.ofSeconds(10), NOW.minusSeconds(20)));
  }

  @Test
  void afterTwoMinutesTheFailureIsFinal() {
    assertThat(
            Patience.retry(
                operation(NOW.minusSeconds(121), Duration.ofHours(1)), away(), Duration.ZERO, NOW))
        .isEmpty();
  }

  @Test
  void anAttemptThatHadWorkedForAWhileBeginsANewOutage() {
    assertThat(
            Patience.retry(
                operation(NOW.minusSeconds(3600), Duration.ofHours(1)),
                away(),
                Duration.ofMinutes(10),
                NOW))
        .contains(new Patience.Retry(Duration.ofSeconds(1), NOW));
  }

  @Test
  void nothingIsTriedAgainPastTheDeadlineOrWithoutHope() {
    OperationFailure corrupt = OperationFailure.of(FailureCode.BACKUP_CORRUPT, "No.", "No.");

    assertThat(Patience.retry(operation(null, Duration.ofMillis(500)), away(), Duration.ZERO, NOW))
        .isEmpty();
    assertThat(
            Patience.retry(
                operation(null, Duration.ofHours(1)), corrupt.asRetryable(), Duration.ZERO, NOW))
        .isEmpty();
  }
}
