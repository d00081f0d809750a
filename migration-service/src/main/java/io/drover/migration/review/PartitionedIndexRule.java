package io.drover.migration.review;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Indexes of partitioned tables, which PostgreSQL neither builds nor drops concurrently. */
final class PartitionedIndexRule {
  static final Checked CHECKED =
      Checked.block(
          "CONCURRENTLY_ON_PARTITIONED",
          "CREATE or DROP INDEX CONCURRENTLY is asked of a partitioned table, where PostgreSQL"
              + " refuses it.",
          null,
          "CREATE INDEX … ON ONLY the table; CREATE INDEX CONCURRENTLY on each partition; ALTER"
              + " INDEX … ATTACH PARTITION of each. DROP INDEX without CONCURRENTLY, with a lock"
              + " timeout.",
          PartitionedIndexRule::look);

  static final String DROP =
      "SET LOCAL lock_timeout = '2s'; DROP INDEX %s; there is no other way for an index of a"
          + " partitioned table.";

  private static final Pattern CREATED =
      Pattern.compile(
          "(?i)^create\\s+(?<unique>unique\\s+)?index\\s+(?:concurrently\\s+)?"
              + "(?<name>(?:if\\s+not\\s+exists\\s+)?(?:\"(?:[^\"]|\"\")+\"|[^\\s\"]+)\\s+)?"
              + "on\\s+(?:only\\s+)?(?<rest>.+)$");

  private PartitionedIndexRule() {}

  private static void look(Step step, Hits hits) {
    if (!Outside.isConcurrent(step.node())) {
      return;
    }
    switch (step.node().kind()) {
      case "IndexStmt" -> created(step, hits);
      case "DropStmt" -> dropped(step, hits);
      default -> {}
    }
  }

  private static void created(Step step, Hits hits) {
    if (step.isPartitioned(step.table())) {
      hits.add(
          null,
          "%s is partitioned, and PostgreSQL builds no index on a partitioned table concurrently:"
                  .formatted(step.table())
              + " the statement fails.",
          onEachPartition(step));
    }
  }

  private static void dropped(Step step, Hits hits) {
    List<Name> indexes =
        IndexRules.named(step.node()).stream().filter(step::isPartitioned).toList();
    if (!indexes.isEmpty()) {
      Name index = indexes.getFirst();
      hits.add(
          null,
          "%s is the index of a partitioned table, and PostgreSQL drops none such concurrently: the"
                  .formatted(index)
              + " statement fails.",
          DROP.formatted(index));
    }
  }

  /** The way to the index of the statement without a lock that stops writes for long. */
  static String onEachPartition(Step step) {
    Matcher created = CREATED.matcher(Tidy.line(step.source().sql()));
    String parent =
        created.matches()
            ? "CREATE %sINDEX %sON ONLY %s"
                .formatted(part(created, "unique"), part(created, "name"), created.group("rest"))
            : "CREATE INDEX … ON ONLY " + step.table();
    return parent
        + "; then CREATE INDEX CONCURRENTLY of the same columns on each partition, in a script of"
        + " its own; then ALTER INDEX … ATTACH PARTITION … for each: with the last one the index is"
        + " valid";
  }

  private static String part(Matcher matcher, String group) {
    return Objects.requireNonNullElse(matcher.group(group), "");
  }
}
