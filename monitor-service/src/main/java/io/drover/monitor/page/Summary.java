package io.drover.monitor.page;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Numbers at the top of the herd. */
public record Summary(
    long databases,
    long healthy,
    long critical,
    long warning,
    long unknown,
    long alerts,
    long criticalAlerts,
    long underWay,
    long waiting,
    long instances,
    long silent,
    long deadLetters) {

  /** How many databases are not well, and how. */
  public String unwell() {
    return Stream.of(part(critical, "critical"), part(warning, "warning"), part(unknown, "unknown"))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  private static String part(long many, String status) {
    return many == 0 ? "" : many + " " + status;
  }

  /** Level of the databases as a whole. */
  public String level() {
    if (critical > 0) {
      return "critical";
    }
    return warning + unknown > 0 ? "warning" : "ok";
  }
}
