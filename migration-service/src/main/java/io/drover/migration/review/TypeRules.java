package io.drover.migration.review;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns whose type changes. */
final class TypeRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "TYPE_CHANGE_REWRITES",
              "The type of a column changes to one that is stored otherwise: table and indexes are"
                  + " written anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "A second column, written by both versions, old rows in batches, then a rename.",
              Check.altering("AlterColumnType", TypeRules::rewrites)),
          Checked.warn(
              "TYPE_CHANGE_MAY_REWRITE",
              "The type of a column changes, and no script says what it was.",
              TableLock.ACCESS_EXCLUSIVE,
              "See what it was. Free are a longer varchar, varchar to text, a numeric of more"
                  + " digits and the same scale, more digits of a second.",
              Check.altering("AlterColumnType", TypeRules::mayRewrite)));

  private TypeRules() {}

  private static void rewrites(Step step, Alteration part, Hits hits) {
    @Nullable ColumnType before = step.schema().type(part.table(), part.subject());
    boolean converts = converts(part);
    if (converts || (before != null && !before.becomesWithoutRewrite(part.column().type()))) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "%s and its indexes are written anew while reads and writes wait%s."
              .formatted(part.table(), converts ? ", by the expression of USING" : ""),
          "ALTER TABLE %s ADD COLUMN … of the new type beside %s, write both, copy old rows in batches, then swap the names."
              .formatted(part.table(), Name.quoted(part.subject())));
    }
  }

  private static void mayRewrite(Step step, Alteration part, Hits hits) {
    if (!converts(part) && step.schema().type(part.table(), part.subject()) == null) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "What %s was is not known here. If %s is stored otherwise, %s is written anew while reads and writes wait."
              .formatted(
                  Name.quoted(part.subject()),
                  Name.quoted(part.column().type().name()),
                  part.table()),
          "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s'; says what it was; if the change is free, suppress this with that reason."
              .formatted(
                  part.table().toString().replace("'", "''"), part.subject().replace("'", "''")));
    }
  }

  /** A cast of the column alone says no more than the type does. */
  private static boolean converts(Alteration part) {
    var using = part.definition().at("raw_default");
    var value = using.is("TypeCast") ? using.at("arg") : using;
    boolean itself = value.is("ColumnRef") && value.names("fields").equals(List.of(part.subject()));
    return part.definition().has("raw_default") && !itself;
  }
}
