package io.drover.monitor.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One metric with the values of all its label values; of a label value that comes twice the first.
 */
final class Family {
  private final String name;
  private final String help;
  private final String[] labels;
  private final Map<Labels, Double> points = new LinkedHashMap<>();

  /**
   * @param name of a gauge as it is, of a counter without {@code _total}, of facts that are always
   *     1 without {@code _info}
   */
  Family(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /** Adds a value, unless it is null. */
  void add(@Nullable Double value, String... labelValues) {
    if (value != null) {
      points.putIfAbsent(Labels.of(labels, labelValues), value);
    }
  }

  void add(boolean value, String... labelValues) {
    add(value ? 1.0 : 0.0, labelValues);
  }

  MetricSnapshot gauge() {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    points.forEach(
        (labelled, value) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labelled)
                    .value(value)
                    .build()));
    return gauge.build();
  }

  /** Facts in the labels, whatever the values are. */
  MetricSnapshot info() {
    InfoSnapshot.Builder info = InfoSnapshot.builder().name(name).help(help);
    points
        .keySet()
        .forEach(
            labelled ->
                info.dataPoint(
                    InfoSnapshot.InfoDataPointSnapshot.builder().labels(labelled).build()));
    return info.build();
  }

  MetricSnapshot counter() {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    points.forEach(
        (labelled, value) ->
            counter.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labelled)
                    .value(value)
                    .build()));
    return counter.build();
  }
}
