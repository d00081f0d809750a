package io.drover.monitor.probe;

import io.drover.schemas.HealthCheck;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words for what checks find. */
final class Finding {
  static final String OK = "ok";
  static final String WARNING = "warning";
  static final String CRITICAL = "critical";
  static final String SKIPPED = "skipped";
  static final String UNKNOWN = "unknown";

  private static final List<String> WORST_FIRST = List.of(CRITICAL, WARNING, UNKNOWN);

  private Finding() {}

  static HealthCheck of(
      String name,
      String status,
      @Nullable Double value,
      String unit,
      String message,
      String remedy) {
    return HealthCheck.newBuilder()
        .setName(name)
        .setStatus(status)
        .setValue(value)
        .setUnit(unit)
        .setMessage(message)
        .setRemedy(remedy)
        .build();
  }

  static HealthCheck without(String name, String status, String message, String remedy) {
    return of(name, status, null, "", message, remedy);
  }

  /** Worst status; a skipped check does not count. */
  static String worst(List<HealthCheck> checks) {
    return WORST_FIRST.stream()
        .filter(status -> checks.stream().anyMatch(check -> check.getStatus().equals(status)))
        .findFirst()
        .orElse(OK);
  }

  /** The status of a value that is better when it is smaller. */
  static String level(double value, double warning, double critical) {
    if (value >= critical) {
      return CRITICAL;
    }
    return value >= warning ? WARNING : OK;
  }
}
