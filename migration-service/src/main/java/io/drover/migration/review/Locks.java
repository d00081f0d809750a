package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The table-level locks that statements take on tables that were there before the script, from the
 * manual: chapter 13.3.1 and the page of each command. ACCESS SHARE and ROW SHARE, which hinder
 * hardly anyone, are left out.
 */
final class Locks {
  /** A lock on a table. */
  record Held(Name table, TableLock lock) {}

  private static final Set<String> RELATIONS =
      Set.of("OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE");
  private static final Set<String> ON_TABLES =
      Set.of("OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE");

  private Locks() {}

  static List<Held> of(Step step) {
    return all(step.node()).stream().filter(held -> !step.isNew(held.table)).toList();
  }

  private static List<Held> all(Node node) {
    Name table = Name.of(node.at("relation"));
    return switch (node.kind()) {
      case "AlterTableStmt" -> AlterationLocks.of(node);
      case "CreateStmt" -> created(node);
      case "DropStmt" -> dropped(node);
      case "IndexStmt" -> one(table, built(node));
      case "RenameStmt" -> renamed(node, table);
      case "AlterObjectSchemaStmt", "ClusterStmt", "RuleStmt" ->
          node.has("relation") ? one(table, TableLock.ACCESS_EXCLUSIVE) : List.of();
      case "RefreshMatViewStmt" ->
          one(table, node.flag("concurrent") ? TableLock.EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE);
      case "ReindexStmt" ->
          node.text("kind").equals("REINDEX_OBJECT_TABLE")
              ? one(
                  table,
                  Outside.isConcurrent(node) ? TableLock.SHARE_UPDATE_EXCLUSIVE : TableLock.SHARE)
              : List.of();
      case "CreateTrigStmt" -> one(table, TableLock.SHARE_ROW_EXCLUSIVE);
      case "CreatePolicyStmt", "AlterPolicyStmt" ->
          one(Name.of(node.at("table")), TableLock.ACCESS_EXCLUSIVE);
      case "ViewStmt" ->
          node.flag("replace")
              ? one(Name.of(node.at("view")), TableLock.ACCESS_EXCLUSIVE)
              : List.of();
      case "TruncateStmt" -> each(node.list("relations"), TableLock.ACCESS_EXCLUSIVE);
      case "LockStmt" -> each(node.list("relations"), TableLock.numbered(node.number("mode")));
      case "VacuumStmt" -> vacuumed(node);
      case "UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt" ->
          one(table, TableLock.ROW_EXCLUSIVE);
      default -> List.of();
    };
  }

  static List<Held> one(Name table, TableLock lock) {
    return List.of(new Held(table, lock));
  }

  private static List<Held> each(List<Node> relations, TableLock lock) {
    return relations.stream().map(relation -> new Held(Name.of(relation), lock)).toList();
  }

  private static TableLock built(Node index) {
    return index.flag("concurrent") ? TableLock.SHARE_UPDATE_EXCLUSIVE : TableLock.SHARE;
  }

  /** A partition locks its parent, a foreign key the table that it points to. */
  private static List<Held> created(Node node) {
    List<Held> held = new ArrayList<>();
    TableLock parent =
        node.has("partbound") ? TableLock.ACCESS_EXCLUSIVE : TableLock.SHARE_UPDATE_EXCLUSIVE;
    held.addAll(each(node.list("inhRelations"), parent));
    node.below(n -> n.has("pktable")).forEach(key -> held.addAll(referenced(key)));
    return held;
  }

  static List<Held> referenced(Node foreignKey) {
    return one(Name.of(foreignKey.at("pktable")), TableLock.SHARE_ROW_EXCLUSIVE);
  }

  /** The name of a trigger, policy or rule follows that of its table. */
  private static List<Held> dropped(Node node) {
    String type = node.text("removeType");
    List<Held> held = new ArrayList<>();
    for (Node object : node.list("objects")) {
      List<String> names = object.names("items");
      if (RELATIONS.contains(type)) {
        held.add(new Held(Name.of(names), TableLock.ACCESS_EXCLUSIVE));
      } else if (ON_TABLES.contains(type)) {
        List<String> table = names.subList(0, names.size() - 1);
        held.add(new Held(Name.of(table), TableLock.ACCESS_EXCLUSIVE));
      }
    }
    return held;
  }

  private static List<Held> renamed(Node node, Name table) {
    if (!node.has("relation") || node.text("renameType").equals("OBJECT_INDEX")) {
      return List.of();
    }
    return one(table, TableLock.ACCESS_EXCLUSIVE);
  }

  private static List<Held> vacuumed(Node node) {
    boolean full =
        node.list("options").stream().anyMatch(option -> option.text("defname").equals("full"));
    TableLock lock = full ? TableLock.ACCESS_EXCLUSIVE : TableLock.SHARE_UPDATE_EXCLUSIVE;
    return each(node.list("rels").stream().map(rel -> rel.at("relation")).toList(), lock);
  }
}
