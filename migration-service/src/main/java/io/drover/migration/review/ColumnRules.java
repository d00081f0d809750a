package io.drover.migration.review;

import java.util.List;

/** Columns that are added, renamed or dropped. */
final class ColumnRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "VOLATILE_DEFAULT",
              "A column is added whose default differs, or may differ, from row to row: the table"
                  + " is written anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "Add the column without default, set the default, fill old rows in batches.",
              Check.altering("AddColumn", ColumnRules::volatileDefault)),
          Checked.warn(
              "NUMBERED_COLUMN_ADDED",
              "A serial or identity column is added: the table is written anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "A bigint column without default, then a sequence as its default, then old rows in"
                  + " batches.",
              Check.altering("AddColumn", ColumnRules::numbered)),
          Checked.warn(
              "GENERATED_COLUMN_ADDED",
              "A stored generated column is added: the table is written anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "A plain column that a trigger fills, then old rows in batches.",
              Check.altering("AddColumn", ColumnRules::generated)),
          Checked.block(
              "REQUIRED_COLUMN_WITHOUT_DEFAULT",
              "A NOT NULL column without default is added, which fails if the table has a row.",
              TableLock.ACCESS_EXCLUSIVE,
              "Give it a default, or add it without NOT NULL, fill it, then SET NOT NULL.",
              Check.altering("AddColumn", ColumnRules::required)),
          Checked.warn(
              "COLUMN_WITH_INLINE_CONSTRAINT",
              "A column is added together with a CHECK or REFERENCES.",
              TableLock.ACCESS_EXCLUSIVE,
              "Add the column alone, then the constraint NOT VALID, then VALIDATE it.",
              Check.altering("AddColumn", ColumnRules::constrained)),
          Checked.warn(
              "COLUMN_RENAMED",
              "A column is renamed while the application uses the old name.",
              TableLock.ACCESS_EXCLUSIVE,
              "A second column, written by both versions, until the old one is unused.",
              Check.on("RenameStmt", Renames::column)),
          Checked.warn(
              "COLUMN_DROPPED",
              "A column is dropped with its data, while the application may still name it.",
              TableLock.ACCESS_EXCLUSIVE,
              "Deploy the application that does not use it first; keep a backup.",
              Check.altering("DropColumn", ColumnRules::dropped)));

  private static final String ADD = "ALTER TABLE %1$s ADD COLUMN %2$s …";

  private ColumnRules() {}

  private static void volatileDefault(Step step, Alteration part, Hits hits) {
    Column column = part.column();
    if (!Volatility.mayChange(column.defaultValue())) {
      return;
    }
    String function = Volatility.callsBeyond(column.defaultValue()).getFirst();
    boolean certain = Volatility.changes(column.defaultValue());
    hits.add(
        TableLock.ACCESS_EXCLUSIVE,
        "%s() %s, so %s is written anew under the lock."
            .formatted(
                Name.quoted(function),
                certain ? "differs from row to row" : "is not known to be stable",
                part.table()),
        stepwise(part, column, "SET DEFAULT …;"));
  }

  private static void numbered(Step step, Alteration part, Hits hits) {
    if (part.column().numbered()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Each row gets a number, so %s is written anew under the lock.".formatted(part.table()),
          stepwise(part, part.column(), "SET DEFAULT nextval(…);"));
    }
  }

  private static void generated(Step step, Alteration part, Hits hits) {
    if (part.column().computed()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "The value of each row is stored, so %s is written anew under the lock."
              .formatted(part.table()),
          (ADD + "; a trigger that fills it, then old rows in batches%3$s")
              .formatted(
                  part.table(),
                  Name.quoted(part.column().name()),
                  step.server() >= 18 ? "; or GENERATED … VIRTUAL, which stores nothing" : ""));
    }
  }

  private static void required(Step step, Alteration part, Hits hits) {
    Column column = part.column();
    boolean filled = column.hasDefault() || column.numbered() || column.computed();
    if ((column.has("NOTNULL") || column.has("PRIMARY")) && !filled) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "It fails if %s has a row, as that row would have no value.".formatted(part.table()),
          (ADD + " NOT NULL DEFAULT …; a constant is stored once, whatever the number of rows")
              .formatted(part.table(), Name.quoted(column.name())));
    }
  }

  private static void constrained(Step step, Alteration part, Hits hits) {
    Column column = part.column();
    if (column.has("CHECK") || column.has("FOREIGN")) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          column.has("CHECK")
              ? "Each row of %s is checked under the lock.".formatted(part.table())
              : "%s is locked against reads and writes while a lock on %s is waited for too."
                  .formatted(
                      part.table(),
                      Name.of(column.constraints("FOREIGN").getFirst().at("pktable"))),
          (ADD + "; in the next script its constraint with NOT VALID, then VALIDATE CONSTRAINT")
              .formatted(part.table(), Name.quoted(column.name())));
    }
  }

  private static void dropped(Step step, Alteration part, Hits hits) {
    hits.add(
        TableLock.ACCESS_EXCLUSIVE,
        "Queries that name %s fail from then on, and only a backup has its data%s."
            .formatted(
                Name.quoted(part.subject()),
                part.cascades() ? "; CASCADE drops views and keys that use it too" : ""),
        "First the version of the application that does not use it, then this, suppressed with that"
            + " reason.");
  }

  private static String stepwise(Alteration part, Column column, String setting) {
    String name = Name.quoted(column.name());
    return (ADD + "; then ALTER TABLE %1$s ALTER COLUMN %2$s %3$s then UPDATE in batches")
        .formatted(part.table(), name, setting);
  }
}
