package io.drover.monitor.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which services are there, and what no one could read. */
final class ServiceFamilies {
  /** Not {@code instance}: by that Prometheus names what it scrapes. */
  private static final String INSTANCE = "service_instance";

  private static final List<String> SEVERITIES = List.of("warning", "critical");

  /** Heartbeats that may be missed before an instance is taken for silent. */
  private static final int MISSED = 3;

  /** For this long a silent instance is shown, unless it is the newest of its service. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Family up =
      new Family(
          "drover_service_up",
          "1 while the instance sends heartbeats, 0 once it is silent",
          "service",
          INSTANCE);
  private final Family degraded =
      new Family(
          "drover_service_degraded",
          "1 if the instance says that something keeps it from its work",
          "service",
          INSTANCE);
  private final Family heartbeat =
      new Family(
          "drover_service_heartbeat_timestamp_seconds",
          "When the instance was last heard of",
          "service",
          INSTANCE);

  private ServiceFamilies() {}

  static Stream<MetricSnapshot> of(Figures figures, MetricsLimits limits, LeftOut leftOut) {
    ServiceFamilies families = new ServiceFamilies();
    List<Figures.Instance> shown =
        leftOut.first("instances", limits.instances(), shown(figures.instances(), figures.at()));
    shown.forEach(instance -> families.add(instance, figures.at()));
    Family letters = new Family("drover_dead_letters", "Records that no one could read", "reason");
    leftOut
        .first("reasons", limits.reasons(), figures.deadLetters())
        .forEach(each -> letters.add((double) each.count(), each.reason()));
    return Stream.of(
        families.up.gauge(),
        families.degraded.gauge(),
        families.heartbeat.gauge(),
        letters.counter(),
        alerts(figures.alerts()).gauge());
  }

  private static Family alerts(List<Figures.Alerts> open) {
    Map<String, Long> bySeverity =
        open.stream()
            .collect(
                Collectors.groupingBy(
                    each -> SEVERITIES.contains(each.severity()) ? each.severity() : "other",
                    Collectors.summingLong(Figures.Alerts::count)));
    Family alerts = new Family("drover_alerts", "Alerts that are not resolved", "severity");
    bySeverity.forEach((severity, count) -> alerts.add((double) count, severity));
    SEVERITIES.forEach(severity -> alerts.add(0.0, severity));
    return alerts;
  }

  /** Of those that are newest first; one that stopped as it should is missed by nobody. */
  private static Collection<Figures.Instance> shown(
      List<Figures.Instance> newestFirst, Instant now) {
    Set<String> seen = new HashSet<>();
    return newestFirst.stream()
        .filter(
            each -> seen.add(each.service()) || each.observedAt().isAfter(now.minus(REMEMBERED)))
        .filter(each -> !each.status().equals("stopping"))
        .toList();
  }

  private void add(Figures.Instance each, Instant now) {
    Instant due = each.observedAt().plus(each.interval().multipliedBy(MISSED));
    up.add(!due.isBefore(now), each.service(), each.instance());
    degraded.add(each.status().equals("degraded"), each.service(), each.instance());
    heartbeat.add(Seconds.of(each.observedAt()), each.service(), each.instance());
  }
}
