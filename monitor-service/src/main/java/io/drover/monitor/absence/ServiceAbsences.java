package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.Service;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Services and instances that are not heard of any more, or say that they cannot work. */
final class ServiceAbsences implements ConditionSource {
  private static final int MISSED = 3;

  /** A service that was not heard of for longer is taken for given up. */
  private static final Duration REMEMBERED = Duration.ofDays(7);

  /** An instance of a service that goes on without it is looked for only so long. */
  private static final Duration MISSED_FOR = Duration.ofHours(1);

  /** A service that was stopped in order may be on its way back. */
  private static final Duration RESTART = Duration.ofMinutes(10);

  private final HerdQueries herd;

  ServiceAbsences(HerdQueries herd) {
    this.herd = herd;
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    Map<String, List<Service>> services =
        herd.services().stream()
            .filter(each -> !Ages.over(each.observedAt(), now, REMEMBERED))
            .collect(
                Collectors.groupingBy(Service::service, LinkedHashMap::new, Collectors.toList()));
    List<Condition> conditions = new ArrayList<>();
    services.forEach((name, instances) -> service(name, instances, now, conditions));
    return Findings.of(conditions);
  }

  private static void service(
      String name, List<Service> instances, Instant now, List<Condition> conditions) {
    List<Service> alive =
        instances.stream().filter(each -> !stopped(each) && !silent(each, now)).toList();
    Service newest =
        instances.stream().max(Comparator.comparing(Service::observedAt)).orElseThrow();
    if (alive.isEmpty()) {
      if (!stopped(newest) || Ages.over(newest.observedAt(), now, RESTART)) {
        conditions.add(gone(name, newest, now));
      }
      return;
    }
    for (Service each : instances) {
      boolean replaced =
          alive.stream().anyMatch(other -> other.startedAt().isAfter(each.observedAt()));
      if (!stopped(each)
          && silent(each, now)
          && !replaced
          && !Ages.over(each.observedAt(), now, MISSED_FOR)) {
        conditions.add(missing(each, now));
      }
    }
    List<Service> degraded =
        alive.stream().filter(each -> degraded(each, now) && !BrokenRegistry.says(each)).toList();
    if (!degraded.isEmpty()) {
      conditions.add(degraded(name, degraded));
    }
  }

  private static Condition gone(String name, Service newest, Instant now) {
    return Condition.of(
            AlertName.SERVICE_SILENT.word(),
            Severity.CRITICAL,
            About.service(name),
            stopped(newest)
                ? "The service was stopped, and no instance of it has come back."
                : "No instance of the service is heard of any more.")
        .since(newest.observedAt())
        .seen("last heard of", newest.instance() + " at " + Ages.at(newest.observedAt()))
        .seen("for", Ages.words(Ages.of(newest.observedAt(), now)))
        .remedy("./drover status");
  }

  private static Condition missing(Service instance, Instant now) {
    return Condition.of(
            AlertName.INSTANCE_SILENT.word(),
            Severity.WARNING,
            About.service(instance.instance()),
            "The instance is not heard of any more and did not say that it stops.")
        .since(instance.observedAt())
        .seen("service", instance.service())
        .seen("last heard of", Ages.at(instance.observedAt()))
        .seen("for", Ages.words(Ages.of(instance.observedAt(), now)))
        .remedy("./drover status");
  }

  private static Condition degraded(String name, List<Service> instances) {
    Condition degraded =
        Condition.of(
                AlertName.SERVICE_DEGRADED.word(),
                Severity.WARNING,
                About.service(name),
                "The service says that it cannot work as it should.")
            .remedy("./drover status");
    for (Service each : instances) {
      degraded = degraded.seen(each.instance(), each.message());
    }
    return degraded;
  }

  /** Whether an instance that is heard of says that something is wrong with it. */
  static boolean degraded(Service instance, Instant now) {
    return instance.status().equals("degraded") && !silent(instance, now);
  }

  private static boolean stopped(Service instance) {
    return instance.status().equals("stopping");
  }

  private static boolean silent(Service instance, Instant now) {
    Duration patience =
        Duration.ofMillis(Math.max(1_000, instance.intervalMillis())).multipliedBy(MISSED);
    return Ages.over(instance.observedAt(), now, patience.plus(Ages.SKEW));
  }
}
