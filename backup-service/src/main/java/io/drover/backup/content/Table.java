package io.drover.backup.content;

import io.drover.backup.repository.Manifest.TableRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A table or materialised view whose rows a dump holds.
 *
 * @param kind as in {@link TableRows}
 * @param quoted schema and name, quoted for SQL
 * @param bytes size without indexes
 */
public record Table(String schema, String name, String kind, String quoted, long bytes) {
  // A dump holds no rows of an extension's own tables (all, or those its filter leaves out), no
  // rows of unlogged
  // tables when it is taken on a standby, and none of a view that has never been filled.
  private static final String LIST =
      """
      SELECT n.nspname, c.relname, c.relkind, format('%I.%I', n.nspname, c.relname), pg_table_size(c.oid)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE (c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated)
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery())
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
      """;

  /**
   * All tables of the database that the connection is in; partitioned tables by their partitions.
   */
  public static List<Table> list(Connection connection) throws SQLException {
    return Sql.query(connection, LIST, Table::read);
  }

  private static Table read(ResultSet row) throws SQLException {
    String kind = row.getString(3).equals("m") ? TableRows.MATERIALIZED_VIEW : TableRows.TABLE;
    return new Table(row.getString(1), row.getString(2), kind, row.getString(4), row.getLong(5));
  }

  /** Whether a restore brings its rows back as they were; a materialised view is refreshed. */
  public boolean restoredAsDumped() {
    return kind.equals(TableRows.TABLE);
  }

  /** Whether {@code LOCK TABLE} takes it: it takes no materialised view. */
  boolean lockable() {
    return kind.equals(TableRows.TABLE);
  }
}
