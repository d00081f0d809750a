package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;
import java.util.Set;

/** One part of an ALTER TABLE; {@code ADD a int, DROP b} has two. */
record Alteration(Name table, Node node) {
  static final Set<String> TABLES =
      Set.of("OBJECT_TABLE", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE");

  /** By PostgreSQL's name of the part without its prefix, as AddColumn. */
  boolean is(String subtype) {
    return node.text("subtype").equals("AT_" + subtype);
  }

  /** Name of the column or constraint that it is about; empty if it has one in its definition. */
  String subject() {
    return node.text("name");
  }

  Node definition() {
    return node.at("def");
  }

  /** The column that is added, or its new type. */
  Column column() {
    return Column.of(definition());
  }

  boolean cascades() {
    return node.text("behavior").equals("DROP_CASCADE");
  }

  boolean adds(String constraint) {
    return is("AddConstraint") && definition().text("contype").equals("CONSTR_" + constraint);
  }

  boolean notValid() {
    return definition().flag("skip_validation");
  }

  /** Name of the constraint that is added; a placeholder if PostgreSQL will choose one. */
  String constraint() {
    String name = definition().text("conname");
    return name.isEmpty() ? "<name>" : Name.quoted(name);
  }

  /** The parts of a statement; none if it is no ALTER TABLE. */
  static List<Alteration> of(Node statement) {
    if (!statement.is("AlterTableStmt") || !TABLES.contains(objectType(statement))) {
      return List.of();
    }
    Name table = Name.of(statement.at("relation"));
    return statement.list("cmds").stream().map(part -> new Alteration(table, part)).toList();
  }

  /** The part was renamed in PostgreSQL 14. */
  private static String objectType(Node statement) {
    return statement.has("objtype") ? statement.text("objtype") : statement.text("relkind");
  }
}
