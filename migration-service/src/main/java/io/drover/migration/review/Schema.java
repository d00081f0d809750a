package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts so far say of tables; of what was there before them only what the catalogue says
 * is known.
 */
final class Schema {
  private record Check(Set<String> notNull, boolean valid) {}

  private final Map<Name, Map<String, ColumnType>> types = new HashMap<>();
  private final Map<Name, Map<String, Check>> checks = new HashMap<>();
  private final Map<Name, List<List<String>>> indexes = new HashMap<>();
  private final Partitioned partitioned;

  Schema(Catalogue catalogue) {
    this.partitioned = new Partitioned(catalogue.partitioned());
  }

  Partitioned partitioned() {
    return partitioned;
  }

  /** The type of a column, null if no script has said it. */
  @Nullable ColumnType type(Name table, String column) {
    return types.getOrDefault(table, Map.of()).get(column);
  }

  /** Whether an index begins with these columns, in whatever order. */
  boolean hasIndex(Name table, List<String> columns) {
    return indexes.getOrDefault(table, List.of()).stream()
        .filter(index -> index.size() >= columns.size())
        .anyMatch(
            index -> Set.copyOf(index.subList(0, columns.size())).equals(Set.copyOf(columns)));
  }

  /** Whether a valid constraint holds that the column is never null, so that no scan is needed. */
  boolean provenNotNull(Name table, String column) {
    return checks.getOrDefault(table, Map.of()).values().stream()
        .anyMatch(check -> check.valid && check.notNull.contains(column));
  }

  /** Whether some valid check stands on the table; what it proves is not understood here. */
  boolean hasValidCheck(Name table) {
    return checks.getOrDefault(table, Map.of()).values().stream().anyMatch(Check::valid);
  }

  void follow(Node statement) {
    partitioned.follow(statement);
    switch (statement.kind()) {
      case "CreateStmt" -> created(Name.of(statement.at("relation")), statement);
      case "IndexStmt" -> indexed(Name.of(statement.at("relation")), statement);
      case "RenameStmt" -> renamed(Name.of(statement.at("relation")), statement);
      default -> Alteration.of(statement).forEach(this::altered);
    }
  }

  private void created(Name table, Node statement) {
    Column.ofTable(statement).forEach(column -> column(table, column));
    statement.list("tableElts").stream()
        .filter(element -> element.is("Constraint"))
        .forEach(constraint -> key(table, constraint));
  }

  private void column(Name table, Column column) {
    types.computeIfAbsent(table, name -> new HashMap<>()).put(column.name(), column.type());
    if (column.has("PRIMARY") || column.has("UNIQUE")) {
      index(table, List.of(column.name()));
    }
  }

  private void key(Name table, Node constraint) {
    if (!constraint.list("keys").isEmpty()) {
      index(table, constraint.names("keys"));
    }
  }

  private void index(Name table, List<String> columns) {
    indexes.computeIfAbsent(table, name -> new ArrayList<>()).add(columns);
  }

  /** A partial index serves a foreign key only if it leaves out no row but those without key. */
  private void indexed(Name table, Node statement) {
    Node where = statement.at("whereClause");
    if (where == Node.NONE || where.text("nulltesttype").equals("IS_NOT_NULL")) {
      List<String> columns =
          statement.list("indexParams").stream()
              .map(element -> element.text("name"))
              .takeWhile(name -> !name.isEmpty())
              .toList();
      index(table, columns);
    }
  }

  private void renamed(Name table, Node statement) {
    String renamed = statement.text("newname");
    if (statement.text("renameType").equals("OBJECT_TABLE")) {
      Name now = table.sibling(renamed);
      types.put(now, types.getOrDefault(table, Map.of()));
      types.remove(table);
      checks.put(now, checks.getOrDefault(table, new HashMap<>()));
      checks.remove(table);
    } else if (statement.text("renameType").equals("OBJECT_COLUMN")) {
      Map<String, ColumnType> columns = new HashMap<>(types.getOrDefault(table, Map.of()));
      @Nullable ColumnType type = columns.remove(statement.text("subname"));
      if (type != null) {
        columns.put(renamed, type);
        types.put(table, columns);
      }
    }
  }

  private void altered(Alteration part) {
    Map<String, Check> known = checks.computeIfAbsent(part.table(), name -> new HashMap<>());
    if (part.is("AddColumn")) {
      column(part.table(), part.column());
    } else if (part.is("AlterColumnType")) {
      types
          .computeIfAbsent(part.table(), name -> new HashMap<>())
          .put(part.subject(), part.column().type());
    } else if (part.adds("CHECK")) {
      Set<String> columns = notNull(part.definition().at("raw_expr"));
      known.put(part.constraint(), new Check(columns, !part.notValid()));
    } else if (part.is("ValidateConstraint")) {
      known.computeIfPresent(
          Name.quoted(part.subject()), (name, check) -> new Check(check.notNull, true));
    } else if (part.is("DropConstraint")) {
      known.remove(Name.quoted(part.subject()));
    } else if (part.is("AddConstraint")) {
      key(part.table(), part.definition());
    }
  }

  private static Set<String> notNull(Node condition) {
    Set<String> columns = new HashSet<>();
    if (condition.text("nulltesttype").equals("IS_NOT_NULL")) {
      columns.addAll(condition.at("arg").names("fields"));
    } else if (condition.text("boolop").equals("AND_EXPR")) {
      condition.list("args").forEach(part -> columns.addAll(notNull(part)));
    }
    return columns;
  }
}
