package io.drover.migration.review;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that reviews look for. */
public final class Rules {
  static final String SUPPRESSION =
      "Write on the line before the statement: -- drover:allow RULE_ID because the reason";

  static final Rule SUPPRESSION_UNREADABLE =
      new Rule(
          "SUPPRESSION_UNREADABLE",
          Severity.BLOCK,
          "A comment drover:allow gives no rule, an unknown one, or no reason, or stands at no"
              + " statement.",
          null,
          SUPPRESSION + ".");

  static final List<Checked> CHECKED =
      Stream.of(
              IndexRules.ALL,
              ConstraintRules.ALL,
              ColumnRules.ALL,
              TypeRules.ALL,
              TableRules.ALL,
              PartitionRules.ALL,
              RewriteRules.ALL,
              DataRules.ALL,
              TransactionRules.ALL,
              WaitRules.ALL,
              HintRules.ALL)
          .flatMap(List::stream)
          .toList();

  private static final List<Rule> ALL =
      Stream.concat(
              CHECKED.stream().map(Checked::rule),
              Stream.of(NotReviewed.RULE, SUPPRESSION_UNREADABLE))
          .toList();

  private static final Set<String> IDS =
      ALL.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));

  private Rules() {}

  /** Every rule, related ones together; ids are unique. */
  public static List<Rule> all() {
    return ALL;
  }

  static Set<String> ids() {
    return IDS;
  }
}
