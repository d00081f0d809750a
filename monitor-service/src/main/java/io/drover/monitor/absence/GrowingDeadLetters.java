package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.DeadLetters;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Records that no one can read go on coming. */
final class GrowingDeadLetters implements ConditionSource {
  private static final Duration QUIET = Duration.ofMinutes(15);

  private final HerdQueries herd;

  GrowingDeadLetters(HerdQueries herd) {
    this.herd = herd;
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    List<DeadLetters> growing =
        herd.deadLetters().stream()
            .filter(each -> !Ages.over(each.newestAt(), now, QUIET))
            .toList();
    if (growing.isEmpty()) {
      return Findings.of(List.of());
    }
    Condition condition =
        Condition.of(
                AlertName.DEAD_LETTERS_GROWING.word(),
                Severity.WARNING,
                About.DROVER,
                "Somebody publishes records that no one can read.")
            .remedy("Read the topic dead-letters: each record says in its headers why and where.");
    for (DeadLetters each : growing) {
      condition = condition.seen(each.reason(), each.count() + ", newest at " + each.newestAt());
    }
    return Findings.of(List.of(condition));
  }
}
