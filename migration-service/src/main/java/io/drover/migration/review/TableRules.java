package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/** Tables, schemas and what stands on tables. */
final class TableRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "TABLE_RENAMED",
              "A table is renamed while the application uses the old name.",
              TableLock.ACCESS_EXCLUSIVE,
              "A view of the old name in the same script.",
              Check.on("RenameStmt", Renames::table)),
          Checked.warn(
              "TABLE_DROPPED",
              "A table is dropped with its data.",
              TableLock.ACCESS_EXCLUSIVE,
              "Deploy the application that does not use it first; keep a backup.",
              Check.on("DropStmt", TableRules::dropped)),
          Checked.block(
              "DROP_CASCADES",
              "CASCADE drops whatever depends on it, without naming it.",
              null,
              "Drop what depends on it by name, then it without CASCADE.",
              Check.on("DropStmt", TableRules::cascades)),
          Checked.block(
              "SCHEMA_DROPPED",
              "A schema is dropped.",
              null,
              "Drop its objects by name in earlier scripts, then the empty schema.",
              Check.on("DropStmt", TableRules::schemaDropped)),
          Checked.warn(
              "TRUNCATE",
              "All rows of a table are thrown away.",
              TableLock.ACCESS_EXCLUSIVE,
              "A backup first; or DELETE in batches.",
              Check.on("TruncateStmt", TableRules::truncated)),
          Checked.block(
              "TRUNCATE_CASCADES",
              "All rows of a table, and of every table that refers to it, are thrown away.",
              TableLock.ACCESS_EXCLUSIVE,
              "TRUNCATE with each table by name, without CASCADE.",
              Check.on("TruncateStmt", TableRules::truncateCascades)),
          Checked.info(
              "TRIGGER_CREATED",
              "A trigger is created on a table that was there; writes wait for a moment.",
              TableLock.SHARE_ROW_EXCLUSIVE,
              "With a lock timeout.",
              Check.on("CreateTrigStmt", TableRules::trigger)),
          Checked.warn(
              "TABLE_LOCKED",
              "LOCK TABLE holds a lock that stops writes until the end of the transaction.",
              null,
              "The lock that the work needs comes with the work.",
              Check.on("LockStmt", TableRules::locked)));

  private TableRules() {}

  private static List<Name> existing(Step step) {
    return Locks.of(step).stream().map(Locks.Held::table).toList();
  }

  private static void dropped(Step step, Hits hits) {
    List<Name> tables = existing(step);
    if (step.node().text("removeType").equals("OBJECT_TABLE") && !tables.isEmpty()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Queries that name %s fail from then on, and only a backup has the rows."
              .formatted(tables.getFirst()),
          "First the version of the application that does not use it, then this, suppressed with"
              + " that reason.");
    }
  }

  /** Of tables of this script it can only reach others of this script. */
  private static void cascades(Step step, Hits hits) {
    Node node = step.node();
    boolean onlyNew = node.text("removeType").equals("OBJECT_TABLE") && existing(step).isEmpty();
    if (node.text("behavior").equals("DROP_CASCADE") && !onlyNew && !isSchema(node)) {
      hits.add(
          null,
          "Nobody reads here what else goes: views, foreign keys, functions, columns.",
          "Leave CASCADE out; PostgreSQL then names what depends on it, to be dropped by name.");
    }
  }

  private static void schemaDropped(Step step, Hits hits) {
    List<String> schemas =
        step.node().list("objects").stream()
            .map(Node::name)
            .filter(schema -> !step.state().isNewSchema(schema))
            .toList();
    if (isSchema(step.node()) && !schemas.isEmpty()) {
      hits.add(
          null,
          "All that lies in %s goes with it if there is CASCADE, and the script does not say what."
              .formatted(Name.quoted(schemas.getFirst())),
          "DROP TABLE, DROP FUNCTION, … by name; then DROP SCHEMA %s RESTRICT;"
              .formatted(Name.quoted(schemas.getFirst())));
    }
  }

  private static boolean isSchema(Node node) {
    return node.text("removeType").equals("OBJECT_SCHEMA");
  }

  private static void truncated(Step step, Hits hits) {
    if (!cascading(step) && !existing(step).isEmpty()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Only a backup has the rows of %s then.".formatted(existing(step).getFirst()),
          "Let the policy take a backup first, and suppress this with the reason.");
    }
  }

  private static void truncateCascades(Step step, Hits hits) {
    if (cascading(step) && !existing(step).isEmpty()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Every table with a foreign key to %s is emptied too, and those that refer to it."
              .formatted(existing(step).getFirst()),
          "TRUNCATE %s; with the others that are meant by name, without CASCADE."
              .formatted(existing(step).getFirst()));
    }
  }

  private static boolean cascading(Step step) {
    return step.node().text("behavior").equals("DROP_CASCADE");
  }

  private static void trigger(Step step, Hits hits) {
    if (!step.isNew(step.table())) {
      hits.add(
          TableLock.SHARE_ROW_EXCLUSIVE,
          "Writes to %s wait for it while it waits for those under way; later ones run the trigger."
              .formatted(step.table()),
          "SET LOCAL lock_timeout = '2s'; before it.");
    }
  }

  private static void locked(Step step, Hits hits) {
    Locks.of(step).stream()
        .filter(held -> held.lock().stopsWrites())
        .findFirst()
        .ifPresent(
            held ->
                hits.add(
                    held.lock(),
                    "%s stays locked to the end of the transaction.".formatted(held.table()),
                    "Leave it out, or keep the transaction short and set a lock_timeout."));
  }
}
