package io.drover.service.target;

import java.util.Map;

/**
 * What databases.yml says of the checks of one database.
 *
 * @param rules of the checks that it speaks of
 */
public record HealthPolicy(Map<CheckName, CheckRule> rules) {
  /** Every check as it is by default. */
  public static final HealthPolicy USUAL = new HealthPolicy(Map.of());

  public HealthPolicy {
    rules = Map.copyOf(rules);
  }

  /** What holds for this check. */
  public CheckRule of(CheckName check) {
    return rules.getOrDefault(check, check.usual());
  }
}
