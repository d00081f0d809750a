package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.Service;
import io.drover.service.heartbeat.ServiceHeartbeat;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * A databases.yml that is not in force, since it is wrong. It is one trouble, whoever reads the
 * file: this monitor, or a service that says so of itself and works on by the former one.
 */
final class BrokenRegistry implements ConditionSource {
  private final DatabaseRegistry registry;
  private final HerdQueries herd;

  BrokenRegistry(DatabaseRegistry registry, HerdQueries herd) {
    this.registry = registry;
    this.herd = herd;
  }

  /** Whether all that the instance complains of is its databases.yml. */
  static boolean says(Service instance) {
    return instance.message().startsWith(ServiceHeartbeat.OLDER_REGISTRY);
  }

  private static String problem(Service instance) {
    return instance.message().substring(ServiceHeartbeat.OLDER_REGISTRY.length());
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    List<Service> others =
        herd.services().stream()
            .filter(each -> ServiceAbsences.degraded(each, now) && says(each))
            .toList();
    String problem =
        registry
            .problem()
            .or(() -> others.stream().findFirst().map(BrokenRegistry::problem))
            .orElse("");
    if (problem.isEmpty()) {
      return Findings.of(List.of());
    }
    return Findings.of(
        List.of(
            Condition.of(
                    AlertName.REGISTRY_BROKEN.word(),
                    Severity.WARNING,
                    About.DROVER,
                    "databases.yml is wrong as it is now; services work on by the last good one.")
                .seen("problem", problem)
                .seen(
                    "said by",
                    String.join(", ", others.stream().map(Service::instance).sorted().toList()))
                .remedy("Correct databases.yml; it is read again by itself.")));
  }
}
