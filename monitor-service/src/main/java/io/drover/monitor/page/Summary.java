package io.drover.monitor.page;

import java.util.List;
import java.util.stream.Stream;

/** Numbers at the top of the herd. */
public record Summary(
    long databases,
    long healthy,
    long critical,
    long warning,
    long unknown,
    long busy,
    long alerts,
    long criticalAlerts,
    long underWay,
    long waiting,
    long instances,
    long silent,
    long deadLetters) {

  /** How many databases are in a status. */
  public record Share(String status, long many) {}

  /** How many databases are not well, and how; the worst first. */
  public List<Share> unwell() {
    return Stream.of(
            new Share("critical", critical),
            new Share("warning", warning),
            new Share("unknown", unknown),
            new Share("busy", busy))
        .filter(share -> share.many() > 0)
        .toList();
  }

  /** Level of the databases as a whole. */
  public String level() {
    if (critical > 0) {
      return "critical";
    }
    return warning + unknown > 0 ? "warning" : "ok";
  }
}
