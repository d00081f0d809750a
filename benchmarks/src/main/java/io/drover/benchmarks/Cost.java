package io.drover.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a piece of work cost.
 *
 * @param seconds wall time
 * @param cpuSeconds user and system time of the client's processes, ended children included
 * @param bytes size of what it wrote
 */
record Cost(double seconds, double cpuSeconds, long bytes) {
  /** Work whose cost is taken. */
  @FunctionalInterface
  interface Work {
    /** Returns the bytes written. */
    long run() throws Exception;
  }

  /** Runs the work; its processor time is that of the process with its ended children. */
  static Cost of(long pid, Work work) throws Exception {
    return of(List.of(pid), work);
  }

  /** The same of several processes together. */
  static Cost of(List<Long> pids, Work work) throws Exception {
    double cpuBefore = cpuSeconds(pids);
    long before = System.nanoTime();
    long bytes = work.run();
    double seconds = (System.nanoTime() - before) / 1e9;
    return new Cost(seconds, cpuSeconds(pids) - cpuBefore, bytes);
  }

  private static double cpuSeconds(List<Long> pids) throws IOException {
    double seconds = 0;
    for (long pid : pids) {
      seconds += ProcessorTime.of(pid);
    }
    return seconds;
  }

  static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
    return percentile(costs.stream().mapToDouble(figure).toArray(), 0.5);
  }

  static double percentile(double[] values, double fraction) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(fraction * (sorted.length - 1)))];
  }
}
