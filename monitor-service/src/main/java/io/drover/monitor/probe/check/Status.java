package io.drover.monitor.probe.check;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckRule;
import java.util.List;

/** The words of a check's status. */
public final class Status {
  public static final String OK = "ok";
  public static final String WARNING = "warning";
  public static final String CRITICAL = "critical";
  public static final String SKIPPED = "skipped";
  public static final String UNKNOWN = "unknown";

  /** Of a database on which an operation runs: most checks were not made. */
  public static final String BUSY = "busy";

  private static final List<String> WORST_FIRST = List.of(CRITICAL, WARNING, UNKNOWN);

  private Status() {}

  /** Worst status; a skipped check does not count. */
  public static String worst(List<HealthCheck> checks) {
    return WORST_FIRST.stream()
        .filter(status -> checks.stream().anyMatch(check -> check.getStatus().equals(status)))
        .findFirst()
        .orElse(OK);
  }

  /**
   * The status of a value.
   *
   * @param falling whether a smaller value is the worse one
   */
  public static String of(double value, CheckRule rule, boolean falling) {
    Double critical = rule.critical();
    Double warning = rule.warning();
    if (critical != null && (falling ? value <= critical : value >= critical)) {
      return CRITICAL;
    }
    return warning != null && (falling ? value <= warning : value >= warning) ? WARNING : OK;
  }
}
