package io.drover.monitor.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many operations there are, how they ended and how long they took. */
final class OperationFamilies {
  private final Family ended =
      new Family("drover_operations", "Operations that have ended", "kind", "outcome");
  private final Family running =
      new Family("drover_operations_running", "Operations at work", "kind");
  private final Family waiting =
      new Family("drover_operations_waiting", "Operations accepted and not at work", "kind");

  private OperationFamilies() {}

  static Stream<MetricSnapshot> of(Figures figures, MetricsLimits limits, LeftOut leftOut) {
    Set<String> kinds =
        leftOut.kinds(
            limits.kinds(),
            Stream.concat(
                    figures.ended().stream().map(Figures.Ended::kind),
                    figures.open().stream().map(Figures.Open::kind))
                .toList());
    OperationFamilies families = new OperationFamilies();
    List<Figures.Ended> ended =
        figures.ended().stream().filter(each -> kinds.contains(each.kind())).toList();
    families.count(ended);
    figures.open().stream().filter(each -> kinds.contains(each.kind())).forEach(families::open);
    kinds.forEach(families::none);
    return Stream.of(
        families.ended.counter(),
        families.running.gauge(),
        families.waiting.gauge(),
        durations(ended));
  }

  private void count(List<Figures.Ended> all) {
    all.stream()
        .collect(
            Collectors.groupingBy(
                each -> List.of(each.kind(), each.outcome()),
                Collectors.summingLong(Figures.Ended::count)))
        .forEach((labels, count) -> ended.add((double) count, labels.get(0), labels.get(1)));
  }

  private void open(Figures.Open open) {
    (open.running() ? running : waiting).add((double) open.count(), open.kind());
  }

  /** What is not there now is 0: a gauge that comes and goes tells nothing. */
  private void none(String kind) {
    running.add(0.0, kind);
    waiting.add(0.0, kind);
  }

  private static MetricSnapshot durations(List<Figures.Ended> ended) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("drover_operation_duration_seconds")
            .help("How long operations took from acceptance to end");
    ended.stream()
        .filter(each -> !Double.isNaN(each.within()))
        .collect(Collectors.groupingBy(Figures.Ended::kind, TreeMap::new, Collectors.toList()))
        .forEach((kind, each) -> histogram.dataPoint(point(kind, each)));
    return histogram.build();
  }

  private static HistogramDataPointSnapshot point(String kind, List<Figures.Ended> ended) {
    Map<Double, Long> counts = new TreeMap<>();
    DurationBounds.ALL.forEach(bound -> counts.put(bound, 0L));
    ended.forEach(each -> counts.merge(each.within(), each.count(), Long::sum));
    return HistogramDataPointSnapshot.builder()
        .labels(Labels.of("kind", kind))
        .sum(ended.stream().mapToDouble(Figures.Ended::seconds).sum())
        .classicHistogramBuckets(
            ClassicHistogramBuckets.of(List.copyOf(counts.keySet()), List.copyOf(counts.values())))
        .build();
  }

  /** The bounds of the table operation_ends. */
  private static final class DurationBounds {
    static final List<Double> ALL =
        List.of(
            1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 43200.0, Double.POSITIVE_INFINITY);
  }
}
