package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;
import java.util.Set;

/** Changes of rows, and code that nobody looks into. */
final class DataRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "DATA_CHANGE_WITHOUT_WHERE",
              "UPDATE or DELETE of all rows in one statement.",
              TableLock.ROW_EXCLUSIVE,
              "Batches by key, each in a transaction of its own.",
              DataRules::withoutWhere),
          Checked.info(
              "CODE_NOT_REVIEWED",
              "A DO block, a procedure or a prepared statement runs SQL that is not looked into.",
              null,
              "Plain statements, or a person who reads it.",
              DataRules::code),
          Checked.info(
              "EXTENSION_CREATED",
              "An extension is created, which runs a script of its own.",
              null,
              "See that the server has it, and that the role may create it.",
              Check.on("CreateExtensionStmt", DataRules::extension)));

  private static final Set<String> CHANGES = Set.of("UpdateStmt", "DeleteStmt");
  private static final Set<String> CODE = Set.of("DoStmt", "CallStmt", "ExecuteStmt");

  private DataRules() {}

  /** Also inside WITH. */
  private static void withoutWhere(Step step, Hits hits) {
    for (Node change : step.node().below(node -> CHANGES.contains(node.kind()))) {
      Name table = Name.of(change.at("relation"));
      if (!change.has("whereClause") && !step.isNew(table)) {
        hits.add(
            TableLock.ROW_EXCLUSIVE,
            "Every row of %s stays locked against other changes until the transaction ends%s."
                .formatted(
                    table, change.is("DeleteStmt") ? ", and only a backup has them then" : ""),
            "With WHERE, in batches of some thousand rows by key, in scripts outside a"
                + " transaction.");
      }
    }
  }

  private static void code(Step step, Hits hits) {
    if (CODE.contains(step.node().kind())) {
      hits.add(
          null,
          "What it runs, and which locks that takes, is not seen here.",
          "Write it as plain statements, or have it read by a person.");
    }
  }

  private static void extension(Step step, Hits hits) {
    hits.add(
        null,
        "Its own script runs; some extensions need a superuser, a package on the server or a"
            + " restart.",
        "SELECT * FROM pg_available_extensions WHERE name = '%s'; on the server, before."
            .formatted(step.node().text("extname").replace("'", "''")));
  }
}
