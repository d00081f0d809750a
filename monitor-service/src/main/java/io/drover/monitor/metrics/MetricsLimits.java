package io.drover.monitor.metrics;

/**
 * How much of the herd is shown to Prometheus at most, so that no event can make the number of
 * series grow without bound. What is left out is counted in {@code drover_metrics_left_out}.
 *
 * @param databases databases, the first of the registry
 * @param checks checks of one database
 * @param kinds kinds of operations
 * @param instances instances of services, those heard of last
 * @param reasons reasons of dead letters, the most frequent
 */
public record MetricsLimits(int databases, int checks, int kinds, int instances, int reasons) {
  /**
   * The usual limits.
   *
   * @param databases databases, the first of the registry
   * @throws IllegalArgumentException fewer than one
   */
  public static MetricsLimits of(int databases) {
    if (databases < 1) {
      throw new IllegalArgumentException(
          "drover.monitor.metrics-databases must be 1 or more, not " + databases + ".");
    }
    return new MetricsLimits(databases, 64, 50, 200, 50);
  }
}
