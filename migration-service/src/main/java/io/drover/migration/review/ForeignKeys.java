package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/** Foreign keys whose referencing columns have no index, in new tables and in old ones. */
final class ForeignKeys {
  private ForeignKeys() {}

  static void withoutIndex(Step step, Hits hits) {
    if (step.is("CreateStmt")) {
      Column.ofTable(step.node()).forEach(column -> of(step, step.table(), column, hits));
      step.node().list("tableElts").stream()
          .filter(element -> element.has("pktable"))
          .forEach(key -> of(step, step.table(), key, key.names("fk_attrs"), hits));
    }
    for (Alteration part : step.alterations()) {
      if (part.is("AddColumn")) {
        of(step, part.table(), part.column(), hits);
      } else if (part.adds("FOREIGN")) {
        of(step, part.table(), part.definition(), part.definition().names("fk_attrs"), hits);
      }
    }
  }

  private static void of(Step step, Name table, Column column, Hits hits) {
    column
        .constraints("FOREIGN")
        .forEach(key -> of(step, table, key, List.of(column.name()), hits));
  }

  /** The index may come with a later script. */
  private static void of(Step step, Name table, Node key, List<String> columns, Hits hits) {
    boolean isNew = step.isNew(table) || step.is("CreateStmt");
    Schema schema = step.schema();
    hits.unless(
        () -> schema.hasIndex(table, columns),
        null,
        "Each DELETE, or change of a key, in %s reads all of %s%s."
            .formatted(
                Name.of(key.at("pktable")), table, isNew ? "" : ", if no index there begins so"),
        "CREATE INDEX %sON %s (%s);%s"
            .formatted(
                isNew ? "" : "CONCURRENTLY ",
                table,
                Name.quoted(columns),
                isNew ? "" : " in a script of its own, if there is none"));
  }
}
