package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/** Constraints that PostgreSQL proves by reading the whole table. */
final class ConstraintRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "CHECK_WITHOUT_NOT_VALID",
              "A check is added and all rows are read under the lock.",
              TableLock.ACCESS_EXCLUSIVE,
              "ADD … NOT VALID, then VALIDATE CONSTRAINT in the next script.",
              Check.altering("AddConstraint", ConstraintRules::check)),
          Checked.warn(
              "FOREIGN_KEY_WITHOUT_NOT_VALID",
              "A foreign key is added and all rows are looked up under locks on both tables.",
              TableLock.SHARE_ROW_EXCLUSIVE,
              "ADD … NOT VALID, then VALIDATE CONSTRAINT in the next script; of a partitioned table"
                  + " before PostgreSQL 18 so on each partition, then ADD on the table itself.",
              Check.altering("AddConstraint", ConstraintRules::foreignKey)),
          Checked.warn(
              "VALIDATED_AT_ONCE",
              "A constraint is validated in the transaction that adds it NOT VALID.",
              null,
              "VALIDATE CONSTRAINT in the next script.",
              Check.altering("ValidateConstraint", ConstraintRules::validated)),
          Checked.warn(
              "SET_NOT_NULL_SCANS",
              "SET NOT NULL reads the whole table under the lock.",
              TableLock.ACCESS_EXCLUSIVE,
              "CHECK (… IS NOT NULL) NOT VALID, VALIDATE in the next script, then SET NOT NULL,"
                  + " which then reads nothing.",
              Check.altering("SetNotNull", ConstraintRules::notNull)),
          Checked.warn(
              "CONSTRAINT_BUILDS_INDEX",
              "A primary key, unique or exclusion constraint builds its index under the lock.",
              TableLock.ACCESS_EXCLUSIVE,
              "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX; there is no"
                  + " such way for an exclusion constraint.",
              ConstraintRules::buildsIndex),
          Checked.info(
              "FOREIGN_KEY_WITHOUT_INDEX",
              "No index of the scripts begins with the columns of a foreign key.",
              null,
              "CREATE INDEX CONCURRENTLY on the columns.",
              ForeignKeys::withoutIndex));

  private ConstraintRules() {}

  private static void check(Step step, Alteration part, Hits hits) {
    if (part.adds("CHECK") && !part.notValid()) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "%s is locked against reads and writes while each row is checked."
              .formatted(part.table()),
          inTwoSteps(part, "CHECK (…)"));
    }
  }

  private static void foreignKey(Step step, Alteration part, Hits hits) {
    Node key = part.definition();
    if (part.adds("FOREIGN") && !part.notValid()) {
      Name referenced = Name.of(key.at("pktable"));
      hits.add(
          TableLock.SHARE_ROW_EXCLUSIVE,
          "Writes to %s and to %s wait while each row is looked up."
              .formatted(part.table(), referenced),
          inTwoSteps(
              part,
              "FOREIGN KEY (%s) REFERENCES %s"
                  .formatted(Name.quoted(key.names("fk_attrs")), target(referenced, key))));
    }
  }

  private static String target(Name referenced, Node key) {
    List<String> columns = key.names("pk_attrs");
    return columns.isEmpty()
        ? referenced + ""
        : "%s (%s)".formatted(referenced, Name.quoted(columns));
  }

  private static String inTwoSteps(Alteration part, String constraint) {
    return "ALTER TABLE %1$s ADD CONSTRAINT %2$s %3$s NOT VALID; and in the next script ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;"
        .formatted(part.table(), part.constraint(), constraint);
  }

  private static void validated(Step step, Alteration part, Hits hits) {
    Name constraint = ScriptState.constraint(part.table(), Name.quoted(part.subject()));
    if (step.inTransaction() && step.state().addedUnvalidated(constraint)) {
      hits.add(
          null,
          "The lock of ADD CONSTRAINT is still held, so NOT VALID gained nothing: the rows are"
              + " checked while %s is locked.".formatted(part.table()),
          "Move this into the next script: ALTER TABLE %s VALIDATE CONSTRAINT %s;"
              .formatted(part.table(), Name.quoted(part.subject())));
    }
  }

  private static void notNull(Step step, Alteration part, Hits hits) {
    if (step.schema().provenNotNull(part.table(), part.subject())) {
      return;
    }
    String column = Name.quoted(part.subject());
    String proof = Name.quoted(part.subject() + "_not_null");
    hits.add(
        TableLock.ACCESS_EXCLUSIVE,
        "%s is locked against reads and writes while it is searched for nulls, unless a valid check"
                .formatted(part.table())
            + " on the column was there before.",
        step.server() >= 18
            ? "ALTER TABLE %1$s ADD CONSTRAINT %3$s NOT NULL %2$s NOT VALID; and in the next script ALTER TABLE %1$s VALIDATE CONSTRAINT %3$s;"
                .formatted(part.table(), column, proof)
            : "ALTER TABLE %1$s ADD CONSTRAINT %3$s CHECK (%2$s IS NOT NULL) NOT VALID; in the next script ALTER TABLE %1$s VALIDATE CONSTRAINT %3$s; then ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL; and ALTER TABLE %1$s DROP CONSTRAINT %3$s;"
                .formatted(part.table(), column, proof));
  }

  private static void buildsIndex(Step step, Hits hits) {
    for (Alteration part : step.alterations()) {
      if (!step.isNew(part.table())) {
        IndexedConstraint.of(part).ifPresent(constraint -> constraint.report(hits));
      }
    }
  }
}
