package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.HashSet;
import java.util.Set;

/** Which tables and indexes are partitioned: those of the catalogue, as the scripts change them. */
final class Partitioned {
  private static final Set<String> KINDS = Set.of("OBJECT_TABLE", "OBJECT_INDEX");

  private final Set<Name> names;

  Partitioned(Set<Name> before) {
    this.names = new HashSet<>(before);
  }

  boolean contains(Name relation) {
    return names.contains(relation);
  }

  void follow(Node statement) {
    Name relation = Name.of(statement.at("relation"));
    switch (statement.kind()) {
      case "CreateStmt" -> created(relation, statement);
      case "CreateTableAsStmt" -> names.remove(Name.of(statement.at("into").at("rel")));
      case "IndexStmt" -> set(relation.sibling(statement.text("idxname")), contains(relation));
      case "DropStmt" ->
          statement.list("objects").forEach(object -> names.remove(Name.of(object.names("items"))));
      case "RenameStmt" -> {
        if (KINDS.contains(statement.text("renameType"))) {
          moved(relation, relation.sibling(statement.text("newname")));
        }
      }
      case "AlterObjectSchemaStmt" ->
          moved(relation, new Name(statement.text("newschema"), relation.name()));
      default -> {}
    }
  }

  /** Of IF NOT EXISTS nobody knows whether the table was there. */
  private void created(Name table, Node statement) {
    if (!statement.flag("if_not_exists")) {
      set(table, statement.has("partspec"));
    }
  }

  private void moved(Name from, Name to) {
    set(to, names.remove(from));
  }

  private void set(Name relation, boolean partitioned) {
    if (partitioned) {
      names.add(relation);
    } else {
      names.remove(relation);
    }
  }
}
