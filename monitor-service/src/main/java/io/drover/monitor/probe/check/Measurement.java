package io.drover.monitor.probe.check;

import java.util.List;

/** What a check has found of one server or database, before it is judged. */
public sealed interface Measurement {
  /**
   * A value.
   *
   * @param lines offenders, the worst first
   * @param remedy for the worst one; empty where it has none of its own
   * @param partly whether there is more that the user may not see
   */
  record Value(double value, List<String> lines, String remedy, boolean partly)
      implements Measurement {
    public Value {
      lines = List.copyOf(lines);
    }
  }

  /** Nothing that is visible, and something that the user may not see. */
  record Hidden() implements Measurement {}

  /** The check was not made, and that is no fault. */
  record Skipped(String why, String remedy) implements Measurement {}

  /** The check could not be made. */
  record Failed(String why, String remedy) implements Measurement {}
}
