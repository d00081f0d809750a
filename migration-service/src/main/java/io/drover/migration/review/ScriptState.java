package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the statements of one script so far have made and hold. */
final class ScriptState {
  private final Set<Name> tables = new HashSet<>();
  private final Set<Name> indexes = new HashSet<>();
  private final Set<Name> types = new HashSet<>();
  private final Set<String> schemas = new HashSet<>();
  private final Set<Name> unvalidated = new HashSet<>();
  private final Map<Name, Integer> exclusive = new LinkedHashMap<>();
  private final Map<String, Integer> enumValues = new HashMap<>();
  private final LockTimeout lockTimeout;
  private boolean inTransaction;
  private boolean begun;
  private boolean waitReported;

  ScriptState(Script script, boolean lockTimeoutGiven) {
    this.inTransaction = script.transactional();
    this.lockTimeout = new LockTimeout(lockTimeoutGiven);
  }

  boolean isNew(Name table) {
    return tables.contains(table);
  }

  boolean isNewIndex(Name index) {
    return indexes.contains(index);
  }

  boolean isNewSchema(String schema) {
    return schemas.contains(schema);
  }

  boolean inTransaction() {
    return inTransaction;
  }

  /** Whether the script itself began the transaction that is open. */
  boolean begun() {
    return begun;
  }

  LockTimeout lockTimeout() {
    return lockTimeout;
  }

  /** True once only: one finding a script is enough to say that it sets no limit. */
  boolean firstWait() {
    boolean first = !waitReported;
    waitReported = true;
    return first;
  }

  /** Tables on which the open transaction holds ACCESS EXCLUSIVE, with the line that took it. */
  Map<Name, Integer> exclusive() {
    return exclusive;
  }

  /** Values that were added to enums which were there before, with the line. */
  Map<String, Integer> enumValues() {
    return enumValues;
  }

  /** Whether the open transaction added the constraint without checking the rows. */
  boolean addedUnvalidated(Name constraint) {
    return unvalidated.contains(constraint);
  }

  void follow(Step step) {
    lockTimeout.follow(step.node(), inTransaction);
    switch (step.node().kind()) {
      case "TransactionStmt" -> transaction(step.node().text("kind"));
      case "CreateStmt" -> table(step.node(), step.node().at("relation"));
      case "CreateTableAsStmt" -> table(step.node(), step.node().at("into").at("rel"));
      case "SelectStmt" -> table(step.node(), step.node().at("intoClause").at("rel"));
      case "CreateSchemaStmt" -> schemas.add(step.node().text("schemaname"));
      case "CreateEnumStmt" -> types.add(Name.of(step.node().names("typeName")));
      case "IndexStmt" -> index(step);
      case "RenameStmt" -> renamed(step.node());
      case "AlterEnumStmt" -> enumValue(step);
      default -> step.alterations().forEach(this::altered);
    }
    if (inTransaction) {
      for (Locks.Held held : Locks.of(step)) {
        if (held.lock() == TableLock.ACCESS_EXCLUSIVE) {
          exclusive.putIfAbsent(held.table(), step.line());
        }
      }
    }
  }

  /** Of IF NOT EXISTS nobody knows whether the table was there. */
  private void table(Node statement, Node relation) {
    if (relation != Node.NONE && !statement.flag("if_not_exists")) {
      tables.add(Name.of(relation));
    }
  }

  private void index(Step step) {
    Name table = Name.of(step.node().at("relation"));
    if (isNew(table)) {
      indexes.add(table.sibling(step.node().text("idxname")));
    }
  }

  private void renamed(Node statement) {
    Name before = Name.of(statement.at("relation"));
    if (isNew(before) && statement.text("renameType").equals("OBJECT_TABLE")) {
      tables.add(before.sibling(statement.text("newname")));
    }
  }

  private void enumValue(Step step) {
    Name type = Name.of(step.node().names("typeName"));
    boolean added = step.node().text("oldVal").isEmpty();
    if (added && !types.contains(type)) {
      enumValues.put(step.node().text("newVal"), step.line());
    }
  }

  private void altered(Alteration part) {
    if (inTransaction && part.is("AddConstraint") && part.notValid()) {
      unvalidated.add(constraint(part.table(), part.constraint()));
    }
  }

  /** The key of a constraint among those of all tables; the constraint as SQL. */
  static Name constraint(Name table, String constraint) {
    return new Name(table.toString(), constraint);
  }

  private void transaction(String kind) {
    if (List.of("TRANS_STMT_BEGIN", "TRANS_STMT_START").contains(kind)) {
      begun = true;
      inTransaction = true;
    } else if (List.of("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK").contains(kind)) {
      begun = false;
      inTransaction = false;
      exclusive.clear();
      unvalidated.clear();
    }
  }
}
