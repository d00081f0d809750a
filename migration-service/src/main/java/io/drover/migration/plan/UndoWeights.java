package io.drover.migration.plan;

import io.drover.migration.review.Rule;
import io.drover.migration.review.Rules;
import io.drover.migration.review.Severity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How rules weigh in undo scripts. */
final class UndoWeights {
  /** What a script cannot do without that takes a migration back in one transaction. */
  private static final Set<String> EXPECTED =
      Set.of(
          "TABLE_DROPPED",
          "COLUMN_DROPPED",
          "SCHEMA_DROPPED",
          "TABLE_RENAMED",
          "COLUMN_RENAMED",
          "DROP_INDEX_WITHOUT_CONCURRENTLY",
          "WORK_UNDER_ACCESS_EXCLUSIVE");

  private UndoWeights() {}

  /**
   * The weights of the policy, but that what is expected is a warning at most.
   *
   * @param policy by the id of the rule, where it is not the usual one
   */
  static Map<String, Severity> of(Map<String, Severity> policy) {
    Map<String, Severity> weights = new TreeMap<>(policy);
    for (Rule rule : Rules.all()) {
      Severity usual = policy.getOrDefault(rule.id(), rule.severity());
      if (EXPECTED.contains(rule.id()) && usual == Severity.BLOCK) {
        weights.put(rule.id(), Severity.WARN);
      }
    }
    return weights;
  }
}
