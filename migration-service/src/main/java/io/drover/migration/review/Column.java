package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/** A column as a script defines it. */
record Column(String name, ColumnType type, Node node) {
  static Column of(Node definition) {
    return new Column(
        definition.text("colname"), ColumnType.of(definition.at("typeName")), definition);
  }

  /** Columns of a CREATE TABLE. */
  static List<Column> ofTable(Node statement) {
    return statement.list("tableElts").stream()
        .filter(element -> element.is("ColumnDef"))
        .map(Column::of)
        .toList();
  }

  boolean has(String constraint) {
    return !constraints(constraint).isEmpty();
  }

  List<Node> constraints(String kind) {
    return node.list("constraints").stream()
        .filter(c -> c.text("contype").equals("CONSTR_" + kind))
        .toList();
  }

  /** Filled by PostgreSQL in each row, whatever the script's default. */
  boolean numbered() {
    return type.serial() || has("IDENTITY");
  }

  boolean computed() {
    return has("GENERATED");
  }

  /** The expression of its default; a node that is none if it has no default. */
  Node defaultValue() {
    List<Node> defaults = constraints("DEFAULT");
    return defaults.isEmpty() ? Node.NONE : defaults.getFirst().at("raw_expr");
  }

  boolean hasDefault() {
    return has("DEFAULT") && !isNull(defaultValue());
  }

  private static boolean isNull(Node value) {
    Node constant = value.is("TypeCast") ? value.at("arg") : value;
    return constant.flag("isnull") || constant.at("val").is("Null");
  }
}
