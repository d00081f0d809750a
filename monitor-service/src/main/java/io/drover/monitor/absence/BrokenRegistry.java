package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.service.target.DatabaseRegistry;
import java.time.Instant;
import java.util.List;

/** A databases.yml that is not in force, since it is wrong. */
final class BrokenRegistry implements ConditionSource {
  private final DatabaseRegistry registry;

  BrokenRegistry(DatabaseRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Findings look(Instant now) {
    List<Condition> conditions =
        registry.problem().stream()
            .map(
                problem ->
                    Condition.of(
                            AlertName.REGISTRY_BROKEN.word(),
                            Severity.WARNING,
                            About.DROVER,
                            "databases.yml is wrong as it is now, so an older one is in force.")
                        .seen("problem", problem)
                        .remedy("Correct databases.yml; it is read again by itself."))
            .toList();
    return Findings.of(conditions);
  }
}
