package io.drover.monitor.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what is shown to its limits, counts what is left out, and says so once. Thread-safe. */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);

  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** The first of them, as many as the limit allows. */
  <T> List<T> first(String what, int limit, Collection<T> all) {
    count(what, all.size() - limit, limit);
    return all.stream().limit(limit).toList();
  }

  /** The first checks of each database, as many as the limit allows. */
  List<Figures.Check> checks(int limit, List<Figures.Check> all) {
    Map<String, List<Figures.Check>> byDatabase =
        all.stream().collect(Collectors.groupingBy(Figures.Check::database));
    List<Figures.Check> shown =
        byDatabase.values().stream().flatMap(checks -> checks.stream().limit(limit)).toList();
    count("checks", all.size() - shown.size(), limit);
    return shown;
  }

  /** The first kinds, as many as the limit allows, of all that happens to operations. */
  Set<String> kinds(int limit, Collection<String> all) {
    return Set.copyOf(first("kinds", limit, all.stream().distinct().sorted().toList()));
  }

  MetricSnapshot metric() {
    Family family =
        new Family(
            "drover_metrics_left_out",
            "How many there are beyond the limit of what is shown here",
            "what");
    counts.forEach((what, count) -> family.add((double) count, what));
    return family.gauge();
  }

  private void count(String what, int beyond, int limit) {
    counts.put(what, (long) Math.max(0, beyond));
    if (beyond > 0 && told.add(what)) {
      LOG.warn(
          "metrics show {} {} and leave {} out: drover_metrics_left_out tells how many",
          limit,
          what,
          beyond);
    }
  }
}
