package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/** Indexes that are built or dropped while others wait. */
final class IndexRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "INDEX_WITHOUT_CONCURRENTLY",
              "An index is built on a table that was there, and its writes wait.",
              TableLock.SHARE,
              "CREATE INDEX CONCURRENTLY in a script of its own; on a partitioned table ON ONLY it,"
                  + " then concurrently on each partition and ALTER INDEX … ATTACH PARTITION.",
              Check.on("IndexStmt", IndexRules::created)),
          Checked.warn(
              "DROP_INDEX_WITHOUT_CONCURRENTLY",
              "An index is dropped, and its table's reads and writes wait.",
              TableLock.ACCESS_EXCLUSIVE,
              "DROP INDEX CONCURRENTLY in a script of its own.",
              Check.on("DropStmt", IndexRules::dropped)),
          Checked.warn(
              "REINDEX_WITHOUT_CONCURRENTLY",
              "Indexes are built again, and writes wait.",
              TableLock.SHARE,
              "REINDEX … CONCURRENTLY in a script of its own.",
              Check.on("ReindexStmt", IndexRules::rebuilt)),
          PartitionedIndexRule.CHECKED);

  private IndexRules() {}

  static void created(Step step, Hits hits) {
    boolean partitioned = step.isPartitioned(step.table());
    if (Outside.isConcurrent(step.node())
        || step.isNew(step.table())
        || (partitioned && step.onOnly())) {
      return;
    }
    hits.add(
        TableLock.SHARE,
        "Writes to %s wait until the index is built, which reads the whole table."
            .formatted(step.table()),
        partitioned ? PartitionedIndexRule.onEachPartition(step) : concurrently(step));
  }

  private static String concurrently(Step step) {
    return Tidy.line(step.source().sql())
            .replaceFirst("(?i)^create\\s+(unique\\s+)?index\\b", "CREATE $1INDEX CONCURRENTLY")
        + "; in a script of its own (of a partitioned table: on each partition, and ON ONLY it)";
  }

  static void dropped(Step step, Hits hits) {
    if (!step.node().text("removeType").equals("OBJECT_INDEX")
        || Outside.isConcurrent(step.node())) {
      return;
    }
    List<Name> indexes =
        named(step.node()).stream().filter(index -> !step.state().isNewIndex(index)).toList();
    if (!indexes.isEmpty()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Reads and writes of the table wait for it, and it waits for each that is under way.",
          indexes.stream().anyMatch(step::isPartitioned)
              ? PartitionedIndexRule.DROP.formatted(indexes.getFirst())
              : statements("DROP INDEX CONCURRENTLY ", indexes) + " in a script of its own");
    }
  }

  /** The indexes that a DROP INDEX names. */
  static List<Name> named(Node drop) {
    return drop.list("objects").stream().map(object -> Name.of(object.names("items"))).toList();
  }

  static void rebuilt(Step step, Hits hits) {
    Node node = step.node();
    if (Outside.isConcurrent(node) || step.isNew(step.table()) || isNewIndex(step)) {
      return;
    }
    hits.add(
        TableLock.SHARE,
        "Writes wait until the indexes are rebuilt, and reads that would use them wait too.",
        rebuiltConcurrently(step));
  }

  static String rebuiltConcurrently(Step step) {
    Node node = step.node();
    String kind = node.text("kind").replaceFirst("REINDEX_OBJECT_", "");
    String name = node.has("relation") ? step.table().toString() : Name.quoted(node.text("name"));
    return "REINDEX %s CONCURRENTLY %s; in a script of its own".formatted(kind, name);
  }

  private static boolean isNewIndex(Step step) {
    return step.node().text("kind").equals("REINDEX_OBJECT_INDEX")
        && step.state().isNewIndex(step.table());
  }

  static String statements(String command, List<Name> names) {
    return String.join(" ", names.stream().map(name -> command + name + ";").toList());
  }
}
