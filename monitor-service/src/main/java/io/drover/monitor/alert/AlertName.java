package io.drover.monitor.alert;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Names of alerts that are not those of a check, and how patient each is. An alert is raised when
 * its condition has held for a while, and resolved when it has been gone for a while.
 */
public enum AlertName {
  SERVER_DOWN("server-down", Duration.ofMinutes(1), Duration.ofSeconds(30)),
  BACKUP_OVERDUE("backup-overdue", Duration.ZERO, Duration.ZERO),
  VERIFY_OVERDUE("verify-overdue", Duration.ofMinutes(5), Duration.ZERO),
  VERIFY_FAILED("verify-failed", Duration.ZERO, Duration.ZERO),
  SCHEDULE_MISSED("schedule-missed", Duration.ZERO, Duration.ZERO),
  SERVICE_SILENT("service-silent", Duration.ofSeconds(30), Duration.ofSeconds(15)),
  INSTANCE_SILENT("instance-silent", Duration.ofSeconds(30), Duration.ofSeconds(15)),
  SERVICE_DEGRADED("service-degraded", Duration.ofMinutes(1), Duration.ofSeconds(30)),
  REGISTRY_BROKEN("registry-broken", Duration.ZERO, Duration.ZERO),
  OPERATION_STALLED("operation-stalled", Duration.ofMinutes(1), Duration.ZERO),
  DEAD_LETTERS_GROWING("dead-letters-growing", Duration.ZERO, Duration.ZERO),
  CONSUMER_LAG("consumer-lag", Duration.ZERO, Duration.ofMinutes(1)),
  PROJECTION_STALLED("projection-stalled", Duration.ofMinutes(1), Duration.ZERO),
  MIGRATION_FAILED("migration-failed", Duration.ZERO, Duration.ZERO),
  MIGRATION_PENDING("migration-pending", Duration.ZERO, Duration.ZERO),
  HEALTH_UNKNOWN("health-unknown", Duration.ofMinutes(2), Duration.ofSeconds(30));

  /** How patient alerts of checks are. */
  private static final Patience CHECK = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(2));

  /** pgMonitor's patience with a server that does not answer. */
  private static final Patience REACHABLE =
      new Patience(Duration.ofMinutes(1), Duration.ofSeconds(30));

  /** Name of the check that a database answers. */
  static final String REACHABLE_CHECK = "reachable";

  private static final Map<String, AlertName> BY_WORD =
      Arrays.stream(values()).collect(Collectors.toMap(AlertName::word, Function.identity()));

  private final String word;
  private final Duration raisedAfter;
  private final Duration resolvedAfter;

  AlertName(String word, Duration raisedAfter, Duration resolvedAfter) {
    this.word = word;
    this.raisedAfter = raisedAfter;
    this.resolvedAfter = resolvedAfter;
  }

  /**
   * For how long a condition must hold before its alert is raised, and be gone before it is
   * resolved.
   */
  record Patience(Duration raisedAfter, Duration resolvedAfter) {}

  /** The word of the contract. */
  public String word() {
    return word;
  }

  /** Whether an alert of this name is that of a check. */
  static boolean ofCheck(String name) {
    return !BY_WORD.containsKey(name);
  }

  static Patience patience(String name) {
    AlertName known = BY_WORD.get(name);
    if (known != null) {
      return new Patience(known.raisedAfter, known.resolvedAfter);
    }
    return name.equals(REACHABLE_CHECK) ? REACHABLE : CHECK;
  }
}
