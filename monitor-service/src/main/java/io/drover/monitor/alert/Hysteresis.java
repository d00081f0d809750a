package io.drover.monitor.alert;

import io.drover.monitor.projection.CheckView;
import org.jspecify.annotations.Nullable;

/** Lets an alert go only when its value has left the threshold behind by a margin. */
final class Hysteresis {
  /** Part of the threshold. */
  private static final double MARGIN = 0.05;

  private Hysteresis() {}

  /**
   * The severity that an open alert keeps though the check says something milder; null for none.
   */
  static @Nullable Severity keeps(CheckView check) {
    Double value = check.value();
    boolean warning = check.status().equals("warning");
    if (value == null || !(warning || check.status().equals("ok"))) {
      return null;
    }
    if (near(value, check.critical())) {
      return Severity.CRITICAL;
    }
    return !warning && near(value, check.warning()) ? Severity.WARNING : null;
  }

  /** A value that is not beyond the threshold, on whichever side that is, but close to it. */
  private static boolean near(double value, @Nullable Double threshold) {
    return threshold != null && Math.abs(value - threshold) <= MARGIN * Math.abs(threshold);
  }
}
