package io.drover.backup.scope;

import io.drover.backup.content.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The relations of a database by their numbers, and what ties them together. */
record Relations(
    Set<String> schemas,
    Map<Long, Relation> byOid,
    List<Tie> ties,
    Map<String, String> extensionSchemas) {
  private static final String SCHEMAS =
      """
      SELECT nspname FROM pg_catalog.pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      """;

  private static final String RELATIONS =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind = 'S', coalesce(
        (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition LIMIT 1),
        (SELECT d.refobjid FROM pg_catalog.pg_depend d WHERE c.relkind = 'S' AND d.objid = c.oid
          AND d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
          AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1))
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
      """;

  // A partition is attached to its parent by a statement of its own.
  private static final String TIES =
      """
      SELECT conrelid, confrelid, true FROM pg_catalog.pg_constraint WHERE contype = 'f'
      UNION
      SELECT inhrelid, inhparent, false FROM pg_catalog.pg_inherits
      UNION
      SELECT r.ev_class, d.refobjid, false FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
      """;

  private static final String EXTENSIONS =
      """
      SELECT e.extname, n.nspname FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace ORDER BY e.extname COLLATE "C"
      """;

  /**
   * A table, view or the like.
   *
   * @param sequence whether it is a sequence
   * @param parent number of the table that it is a partition of, or that owns it; 0 for none
   */
  record Relation(String schema, String name, boolean sequence, long parent) {
    /** Whether it goes with nothing but its schema. */
    boolean alone() {
      return sequence && parent == 0;
    }

    /** As requests name it. */
    String path() {
      return schema + "." + name;
    }
  }

  /**
   * One relation cannot be restored without another.
   *
   * @param rows whether its rows need those of the other
   */
  record Tie(long from, long to, boolean rows) {}

  static Relations read(Connection connection) throws SQLException {
    Map<Long, Relation> byOid = new LinkedHashMap<>();
    Sql.query(
            connection,
            RELATIONS,
            row ->
                Map.entry(
                    row.getLong(1),
                    new Relation(
                        row.getString(2), row.getString(3), row.getBoolean(4), row.getLong(5))))
        .forEach(entry -> byOid.put(entry.getKey(), entry.getValue()));
    Map<String, String> extensions = new LinkedHashMap<>();
    Sql.query(connection, EXTENSIONS, row -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(entry -> extensions.put(entry.getKey(), entry.getValue()));
    return new Relations(
        new TreeSet<>(Sql.query(connection, SCHEMAS, row -> row.getString(1))),
        byOid,
        Sql.query(
            connection, TIES, row -> new Tie(row.getLong(1), row.getLong(2), row.getBoolean(3))),
        extensions);
  }

  /** How many relations have each path; two can when names hold dots. */
  Map<String, Integer> paths() {
    Map<String, Integer> paths = new HashMap<>();
    byOid.values().forEach(each -> paths.merge(each.path(), 1, Integer::sum));
    return paths;
  }

  /** Whether a relation, or one that it belongs to, is among those named. */
  boolean named(long oid, Set<String> names) {
    @Nullable Relation relation = byOid.get(oid);
    while (relation != null) {
      if (names.contains(relation.path())) {
        return true;
      }
      relation = byOid.get(relation.parent());
    }
    return false;
  }
}
