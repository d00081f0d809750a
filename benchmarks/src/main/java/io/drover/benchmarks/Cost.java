package io.drover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final double TICKS_PER_SECOND = 100;

  /** Work whose cost is taken. */
  @FunctionalInterface
  interface Work {
    /** Returns the bytes written. */
    long run() throws Exception;
  }

  /**
   * Runs the work; its processor time is that of the process with its ended children, as Linux
   * counts it in /proc.
   */
  static Cost of(long pid, Work work) throws Exception {
    double cpuBefore = cpuSeconds(pid);
    long before = System.nanoTime();
    long bytes = work.run();
    double seconds = (System.nanoTime() - before) / 1e9;
    return new Cost(seconds, cpuSeconds(pid) - cpuBefore, bytes);
  }

  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Long.parseLong(fields.get(field));
    }
    return ticks / TICKS_PER_SECOND;
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
