package io.drover.migration.review;

import java.util.Set;

/** Parts of ALTER TABLE that read or write the whole table. */
final class Scans {
  private static final Set<String> REWRITES =
      Set.of("SetLogged", "SetUnLogged", "SetTableSpace", "SetAccessMethod");

  private Scans() {}

  static boolean table(Step step) {
    return step.alterations().stream()
        .filter(part -> !step.isNew(part.table()))
        .anyMatch(part -> scans(step, part));
  }

  private static boolean scans(Step step, Alteration part) {
    if (part.is("AddColumn")) {
      return rewrites(part.column());
    }
    if (part.is("AddConstraint")) {
      return !part.notValid() && part.definition().text("indexname").isEmpty();
    }
    return part.is("ValidateConstraint")
        || part.is("AlterColumnType")
        || rewrites(part)
        || (part.is("SetNotNull") && !step.schema().provenNotNull(part.table(), part.subject()));
  }

  static boolean rewrites(Alteration part) {
    return REWRITES.contains(part.node().text("subtype").replaceFirst("^AT_", ""));
  }

  static boolean rewrites(Column column) {
    return column.numbered() || column.computed() || Volatility.mayChange(column.defaultValue());
  }
}
