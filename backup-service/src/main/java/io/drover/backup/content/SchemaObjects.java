package io.drover.backup.content;

import io.drover.backup.repository.Manifest.ObjectCounts;
import io.drover.backup.repository.Manifest.RelationCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what a database has beside rows. */
public final class SchemaObjects {
  // Constraints that follow from those of a partitioned table are represented differently by
  // different versions, and NOT NULL is a constraint from version 18 on: neither is counted.
  private static final String RELATIONS =
      """
      WITH relation AS (
        SELECT 'pg_catalog.pg_class'::regclass AS class, c.oid, n.nspname, c.relname AS name
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'm', 'f')
        UNION ALL
        SELECT 'pg_catalog.pg_type'::regclass, t.oid, n.nspname, t.typname
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd'),
      own_index AS (
        SELECT indrelid AS oid, count(*) AS valid FROM pg_catalog.pg_index WHERE indisvalid GROUP BY indrelid),
      own_constraint AS (
        SELECT CASE WHEN conrelid <> 0 THEN conrelid ELSE contypid END AS oid, conrelid <> 0 AS of_relation,
          count(*) AS all, count(*) FILTER (WHERE convalidated) AS valid
        FROM pg_catalog.pg_constraint k
        WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
        GROUP BY 1, 2)
      SELECT r.nspname, r.name, coalesce(i.valid, 0), coalesce(k.all, 0), coalesce(k.valid, 0)
      FROM relation r
        LEFT JOIN own_index i ON i.oid = r.oid AND r.class = 'pg_catalog.pg_class'::regclass
        LEFT JOIN own_constraint k ON k.oid = r.oid AND k.of_relation = (r.class = 'pg_catalog.pg_class'::regclass)
      WHERE r.nspname !~ '^pg_' AND r.nspname <> 'information_schema' AND (i.oid IS NOT NULL OR k.oid IS NOT NULL)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = r.class AND d.objid = r.oid AND d.deptype = 'e')
      ORDER BY r.nspname COLLATE "C", r.name COLLATE "C"
      """;

  private static final String INVALID_INDEXES =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid AND n.nspname !~ '^pg_' ORDER BY 1
      """;

  private static final String LARGE_OBJECTS =
      "SELECT count(*) FROM pg_catalog.pg_largeobject_metadata";

  private SchemaObjects() {}

  /**
   * Indexes, constraints and large objects of the database that the connection is in.
   *
   * @param largeObjectsHash passed on
   */
  public static ObjectCounts count(Connection connection, @Nullable String largeObjectsHash)
      throws SQLException {
    List<RelationCounts> relations =
        Sql.query(
            connection,
            RELATIONS,
            row ->
                new RelationCounts(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getInt(4),
                    row.getInt(5)));
    long largeObjects = Sql.query(connection, LARGE_OBJECTS, row -> row.getLong(1)).getFirst();
    return new ObjectCounts(relations, largeObjects, largeObjectsHash);
  }

  /** Names of indexes that serve no query; a dump leaves them out unless they are partitioned. */
  public static List<String> invalidIndexes(Connection connection) throws SQLException {
    return Sql.query(connection, INVALID_INDEXES, row -> row.getString(1));
  }
}
