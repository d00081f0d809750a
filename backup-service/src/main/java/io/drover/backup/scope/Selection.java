package io.drover.backup.scope;

import io.drover.backup.content.Table;
import io.drover.backup.repository.Manifest.ObjectCounts;
import io.drover.backup.repository.Manifest.Scope;
import io.drover.backup.scope.Relations.Relation;
import io.drover.backup.scope.Relations.Tie;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a database is dumped. Everything is said to pg_dump as what it leaves out: what it keeps
 * then comes with its types, functions, extensions and large objects, and can be restored.
 *
 * @param scope as requested; null for the whole database
 * @param arguments for pg_dump
 * @param leftOut paths of relations that are not dumped at all
 * @param withoutRows paths of tables that are dumped without rows
 * @param schemasLeftOut schemas that are not dumped
 */
public record Selection(
    @Nullable Scope scope,
    List<String> arguments,
    Set<String> leftOut,
    Set<String> withoutRows,
    Set<String> schemasLeftOut) {
  private static final Selection WHOLE =
      new Selection(null, List.of(), Set.of(), Set.of(), Set.of());

  /** What a request names; null when it names nothing. */
  private static @Nullable Scope scope(BackupRequested command) {
    Scope scope =
        new Scope(
            command.getIncludeSchemas(),
            command.getExcludeSchemas(),
            command.getIncludeTables(),
            command.getExcludeTables(),
            command.getExcludeTableData());
    return scope.names().findAny().isEmpty() ? null : scope;
  }

  /**
   * What the request means in the database that the connection is in.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: a name is of nothing there, or what is left
   *     could not be restored without what is left out
   */
  public static Selection of(BackupRequested command, Connection connection)
      throws SQLException, OperationFailure {
    @Nullable Scope scope = scope(command);
    return scope == null ? WHOLE : of(scope, Relations.read(connection));
  }

  private static Selection of(Scope scope, Relations relations) throws OperationFailure {
    requireKnown(scope, relations);
    Set<String> schemas = new HashSet<>();
    for (String schema : relations.schemas()) {
      if (scope.excludeSchemas().contains(schema)
          || (!scope.includeSchemas().isEmpty() && !scope.includeSchemas().contains(schema))) {
        schemas.add(schema);
      }
    }
    Set<Long> out = new HashSet<>();
    Set<Long> empty = new HashSet<>();
    relations
        .byOid()
        .forEach(
            (oid, relation) -> {
              if (schemas.contains(relation.schema())
                  || relations.named(oid, Set.copyOf(scope.excludeTables()))
                  || (!scope.includeTables().isEmpty()
                      && !relation.alone()
                      && !relations.named(oid, Set.copyOf(scope.includeTables())))) {
                out.add(oid);
              } else if (relations.named(oid, Set.copyOf(scope.excludeTableData()))) {
                empty.add(oid);
              }
            });
    requireRestorable(relations, out, empty);
    return new Selection(
        scope,
        arguments(relations, schemas, out, empty),
        paths(relations, out),
        paths(relations, empty),
        Set.copyOf(schemas));
  }

  private static Set<String> paths(Relations relations, Set<Long> oids) {
    Set<String> paths = new HashSet<>();
    for (Map.Entry<Long, Relation> each : relations.byOid().entrySet()) {
      if (oids.contains(each.getKey())) {
        paths.add(each.getValue().path());
      }
    }
    return paths;
  }

  private static List<String> arguments(
      Relations relations, Set<String> schemas, Set<Long> out, Set<Long> empty) {
    List<String> arguments = new ArrayList<>();
    schemas.forEach(schema -> arguments.add("--exclude-schema=" + quoted(schema)));
    relations
        .byOid()
        .forEach(
            (oid, relation) -> {
              String pattern = quoted(relation.schema()) + "." + quoted(relation.name());
              if (out.contains(oid) && !schemas.contains(relation.schema())) {
                arguments.add("--exclude-table=" + pattern);
              } else if (empty.contains(oid)) {
                arguments.add("--exclude-table-data=" + pattern);
              }
            });
    Map<String, String> extensions = relations.extensionSchemas();
    if (extensions.values().stream().anyMatch(schemas::contains)) {
      // Only those that are named come with it then, and large objects only where it is said.
      arguments.add("--blobs");
      extensions.forEach(
          (name, schema) -> {
            if (!schemas.contains(schema)) {
              arguments.add("--extension=" + quoted(name));
            }
          });
    }
    return List.copyOf(arguments);
  }

  /** Within double quotes nothing is a wildcard (PostgreSQL manual, psql, Patterns). */
  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static void requireKnown(Scope scope, Relations relations) throws OperationFailure {
    Map<String, Integer> paths = relations.paths();
    List<String> unknown =
        Stream.concat(
                scope.schemas().filter(name -> !relations.schemas().contains(name)),
                scope.tables().filter(name -> !paths.containsKey(name)))
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      throw invalid(
          "The database has no schema or table of these names: " + String.join(", ", unknown) + ".",
          "Write tables as schema.name, exactly as PostgreSQL has them.");
    }
    List<String> ambiguous =
        scope.tables().filter(name -> paths.getOrDefault(name, 0) > 1).distinct().toList();
    if (!ambiguous.isEmpty()) {
      throw invalid(
          "These names are of several tables, as there are dots in them: "
              + String.join(", ", ambiguous)
              + ".",
          "Choose by schemas.");
    }
  }

  private static void requireRestorable(Relations relations, Set<Long> out, Set<Long> empty)
      throws OperationFailure {
    List<String> broken = new ArrayList<>();
    for (Tie tie : relations.ties()) {
      @Nullable Relation from = relations.byOid().get(tie.from());
      @Nullable Relation to = relations.byOid().get(tie.to());
      if (from == null || to == null || out.contains(tie.from())) {
        continue;
      }
      if (out.contains(tie.to())
          || (tie.rows() && empty.contains(tie.to()) && !empty.contains(tie.from()))) {
        broken.add(from.path() + " needs " + to.path());
      }
    }
    if (!broken.isEmpty()) {
      throw invalid(
          "What is left could not be restored: " + String.join(", ", broken) + ".",
          "Leave those out as well, or take in what they need.");
    }
  }

  private static OperationFailure invalid(String message, String remedy) {
    return OperationFailure.of(FailureCode.INVALID_REQUEST, message, remedy);
  }

  /** Whether the dump holds the rows of a table. */
  public boolean holdsRows(Table table) {
    String path = table.schema() + "." + table.name();
    return !leftOut.contains(path) && !withoutRows.contains(path);
  }

  /** Those of the counts that the dump holds. */
  public ObjectCounts held(ObjectCounts all) {
    return new ObjectCounts(
        all.relations().stream()
            .filter(
                each ->
                    !schemasLeftOut.contains(each.schema())
                        && !leftOut.contains(each.schema() + "." + each.name()))
            .toList(),
        all.largeObjects(),
        all.largeObjectsHash());
  }
}
