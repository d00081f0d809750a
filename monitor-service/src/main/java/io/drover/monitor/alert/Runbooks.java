package io.drover.monitor.alert;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Which headings of {@code docs/alerts.md} tell about which alerts. */
public final class Runbooks {
  /** Where checks of other observers are told about. */
  static final String OTHERS = "other-checks";

  private static final Set<String> CHECKS =
      Set.of(
          "reachable",
          "connections",
          "idle-in-transaction",
          "oldest-transaction",
          "longest-query",
          "blocked-sessions",
          "lock-wait",
          "lock-table",
          "deadlocks",
          "rollback-ratio",
          "cache-hit-ratio",
          "checksum-failures",
          "wraparound",
          "overdue-freeze",
          "multixact-age",
          "size",
          "dead-tuples",
          "vacuum-age",
          "analyze-age",
          "table-bloat",
          "index-bloat",
          "invalid-index",
          "unused-index",
          "duplicate-index",
          "not-valid-constraints",
          "sequence-exhaustion",
          "disabled-triggers",
          "archiver",
          "replication-lag",
          "replay-delay",
          "replication-slots",
          "server-role",
          "forced-checkpoints",
          "prepared-transactions",
          "pending-restart",
          "slow-statements");

  private Runbooks() {}

  /** Every anchor that the page must have. */
  static Set<String> anchors() {
    Set<String> all = new TreeSet<>(CHECKS);
    Arrays.stream(AlertName.values()).map(AlertName::word).forEach(all::add);
    all.add(OTHERS);
    return all;
  }

  /**
   * What an anchor is added to, so that it becomes an address.
   *
   * @param runbooks address of the document, as set; empty for none
   * @param externalUrl address of the monitor for its readers; empty for none
   */
  public static String prefix(String runbooks, String externalUrl) {
    if (!runbooks.isBlank()) {
      return runbooks.strip() + "#";
    }
    return externalUrl.isBlank() ? "docs/alerts.md#" : page(externalUrl) + "/runbooks/";
  }

  /** The address of the monitor without what it may end with. */
  public static String page(String externalUrl) {
    return externalUrl.strip().replaceAll("/+$", "");
  }

  /** Anchor of the heading that tells about alerts of this name. */
  public static String anchor(String name) {
    return has(name) ? name : OTHERS;
  }

  /** Whether it is the name of an alert or a check of Drover. */
  static boolean has(String name) {
    return CHECKS.contains(name) || !AlertName.ofCheck(name);
  }
}
