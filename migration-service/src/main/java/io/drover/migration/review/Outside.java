package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.Set;

/** What PostgreSQL refuses inside a transaction block. */
final class Outside {
  private static final Set<String> ALWAYS =
      Set.of(
          "AlterSystemStmt",
          "CreatedbStmt",
          "DropdbStmt",
          "CreateTableSpaceStmt",
          "DropTableSpaceStmt");

  private static final Set<String> MANY =
      Set.of("REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_DATABASE", "REINDEX_OBJECT_SYSTEM");

  private Outside() {}

  /** Whether the statement works beside others, in several transactions of its own. */
  static boolean isConcurrent(Node node) {
    return switch (node.kind()) {
      case "IndexStmt", "DropStmt" -> node.flag("concurrent");
      case "ReindexStmt" ->
          node.flag("concurrent")
              || node.list("params").stream()
                  .anyMatch(option -> option.text("defname").equals("concurrently"));
      default -> Alteration.of(node).stream().anyMatch(AlterationLocks::detachesConcurrently);
    };
  }

  /** Whether the statement is refused for another reason; ANALYZE alone is not. */
  static boolean isRefused(Node node) {
    return switch (node.kind()) {
      case "VacuumStmt" -> node.flag("is_vacuumcmd");
      case "ClusterStmt" -> !node.has("relation");
      case "ReindexStmt" -> MANY.contains(node.text("kind"));
      case "DiscardStmt" -> node.text("target").equals("DISCARD_ALL");
      case String kind -> ALWAYS.contains(kind);
    };
  }
}
