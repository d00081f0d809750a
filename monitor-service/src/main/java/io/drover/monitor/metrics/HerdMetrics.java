package io.drover.monitor.metrics;

import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The herd as Prometheus sees it: names and units by its conventions (prometheus.io, "Metric and
 * label naming"), figures of the projection as of a few seconds ago at most. While they cannot be
 * read, {@code drover_metrics_up} is 0 and all others are absent: no old figure passes for a new
 * one. Thread-safe.
 */
public final class HerdMetrics implements MultiCollector {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final DatabaseRegistry registry;
  private final MetricsLimits limits;
  private final Duration stale;
  private final FigureCache cache;
  private final LeftOut leftOut = new LeftOut();

  /**
   * @param registry which databases are shown
   * @param interval between two looks at a database; an observation says nothing any more after
   *     four of them, or a minute
   */
  public HerdMetrics(
      DatabaseRegistry registry, FigureQueries queries, MetricsLimits limits, Duration interval) {
    this.registry = registry;
    this.limits = limits;
    Duration missed = interval.multipliedBy(4);
    this.stale = missed.compareTo(Duration.ofMinutes(1)) > 0 ? missed : Duration.ofMinutes(1);
    this.cache =
        new FigureCache(
            FRESH, () -> queries.read(databases().stream().map(DatabaseEntry::name).toList()));
  }

  @Override
  public MetricSnapshots collect() {
    Optional<FigureCache.Read> read = cache.current();
    Family up =
        new Family(
            "drover_metrics_up",
            "1 if the figures of the herd could be read, 0 if they are missing");
    up.add(read.isPresent());
    Stream<MetricSnapshot> herd = read.stream().flatMap(this::herd);
    return new MetricSnapshots(Stream.concat(Stream.of(up.gauge()), herd).toList());
  }

  private List<DatabaseEntry> databases() {
    return leftOut.first("databases", limits.databases(), registry.all());
  }

  private Stream<MetricSnapshot> herd(FigureCache.Read read) {
    Figures figures = read.figures();
    List<DatabaseEntry> databases = databases();
    Family took =
        new Family(
            "drover_metrics_read_seconds", "How long it took to read the figures of the herd");
    took.add(Seconds.of(read.took()));
    Stream<MetricSnapshot> families =
        Stream.of(
                DatabaseFamilies.of(
                    databases, figures, leftOut.checks(limits.checks(), figures.checks()), stale),
                BackupFamilies.of(databases, figures),
                OperationFamilies.of(figures, limits, leftOut),
                ServiceFamilies.of(figures, limits, leftOut))
            .flatMap(each -> each);
    // Last: the others say what they leave out.
    List<MetricSnapshot> all = families.toList();
    return Stream.concat(all.stream(), Stream.of(took.gauge(), leftOut.metric()));
  }
}
