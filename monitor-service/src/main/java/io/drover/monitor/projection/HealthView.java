package io.drover.monitor.projection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The health of a database as all its observers saw it last.
 *
 * @param server name of its server; null where no observer knows it
 * @param observedAt of the newest observation
 * @param status worst status of the observers: ok, warning, critical or unknown; busy while an
 *     operation runs and most was not looked at
 */
public record HealthView(
    String database,
    @Nullable String server,
    Instant observedAt,
    String status,
    List<CheckView> checks) {
  private static final List<String> WORST_FIRST =
      List.of("critical", "warning", "unknown", "busy", "ok");

  HealthView and(HealthView other) {
    List<CheckView> all = new ArrayList<>(checks);
    all.addAll(other.checks);
    return new HealthView(
        database,
        server == null ? other.server : server,
        observedAt.isAfter(other.observedAt) ? observedAt : other.observedAt,
        rank(status) <= rank(other.status) ? status : other.status,
        all);
  }

  private static int rank(String status) {
    int rank = WORST_FIRST.indexOf(status);
    return rank < 0 ? WORST_FIRST.indexOf("unknown") : rank;
  }
}
