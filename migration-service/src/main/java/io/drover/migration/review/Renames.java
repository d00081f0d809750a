package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.Set;

/** Names that the application still uses. */
final class Renames {
  private static final Set<String> TABLES = Set.of("OBJECT_TABLE", "OBJECT_FOREIGN_TABLE");

  private Renames() {}

  /** Also of views, as queries name their columns just so. */
  static void column(Step step, Hits hits) {
    Node node = step.node();
    if (node.text("renameType").equals("OBJECT_COLUMN") && !step.isNew(step.table())) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Queries of the running application that name %s fail from then on."
              .formatted(Name.quoted(node.text("subname"))),
          "Add %s beside it, write both, copy old rows in batches, read the new one, drop the old."
              .formatted(Name.quoted(node.text("newname"))));
    }
  }

  static void table(Step step, Hits hits) {
    Node node = step.node();
    if (TABLES.contains(node.text("renameType")) && !step.isNew(step.table())) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Queries of the running application that name %s fail from then on."
              .formatted(step.table()),
          "In the same script: CREATE VIEW %s AS SELECT * FROM %s; until nothing uses the old name."
              .formatted(step.table(), step.table().sibling(node.text("newname"))));
    }
  }
}
