package io.drover.monitor.probe.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a check has found of one server or database, before it is judged. */
public sealed interface Measurement {
  /**
   * A value.
   *
   * @param lines offenders, the worst first
   * @param remedy for the worst one; empty where it has none of its own
   * @param hidden that there is more, which the user may not see; null where he sees all
   */
  record Value(double value, List<String> lines, String remedy, @Nullable Hidden hidden)
      implements Measurement {
    public Value {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Something that the user may not see.
   *
   * @param remedy empty for the grant that newer servers have for all of it
   */
  record Hidden(String remedy) implements Measurement {}

  /** The check was not made, and that is no fault. */
  record Skipped(String why, String remedy) implements Measurement {}

  /** The check could not be made. */
  record Failed(String why, String remedy) implements Measurement {}
}
