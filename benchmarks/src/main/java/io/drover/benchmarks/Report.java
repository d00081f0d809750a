package io.drover.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Prints Markdown that goes into docs/performance.md as it is. */
final class Report {
  private Report() {}

  static void heading(String text) {
    System.out.println("\n### " + text + "\n");
  }

  static void row(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(cell).append(" |");
    }
    System.out.println(line);
  }

  static void costs(String what, List<Cost> costs) {
    row(
        what,
        figure(Cost.median(costs, Cost::seconds)),
        figure(Cost.median(costs, Cost::cpuSeconds)),
        figure(Cost.median(costs, cost -> cost.bytes()) / 1e6));
  }

  static void times(String what, List<Cost> costs) {
    row(
        what,
        figure(Cost.median(costs, Cost::seconds)),
        figure(Cost.median(costs, Cost::cpuSeconds)));
  }

  static void ratio(
      String what, List<Cost> ours, List<Cost> theirs, ToDoubleFunction<Cost> by, double goal) {
    double ratio = Cost.median(ours, by) / Cost.median(theirs, by);
    System.out.println(
        "\n- "
            + what
            + ": **"
            + figure(ratio)
            + "** (goal: at most "
            + figure(goal)
            + ")"
            + (ratio <= goal ? "" : " — missed"));
  }

  static void line(String text) {
    System.out.println("\n- " + text);
  }

  static String figure(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
