package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * REINDEX … CONCURRENTLY: may be run again, once the invalid copies that it left are gone, whose
 * names end in _ccnew or _ccold and perhaps a number (manual, chapter REINDEX).
 *
 * @param name empty where none is given, which means the current database
 */
record ReindexStep(Scope scope, String name) implements OutsideStep {
  private static final String LEFTOVERS =
      """
      SELECT DISTINCT format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, copy.relname)
      FROM pg_index x
      JOIN pg_class copy ON copy.oid = x.indexrelid
      JOIN pg_namespace n ON n.oid = copy.relnamespace
      CROSS JOIN LATERAL regexp_replace(copy.relname, '_cc(new|old)[0-9]*$', '') AS base
      JOIN pg_index y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid
      JOIN pg_class original ON original.oid = y.indexrelid
      WHERE NOT x.indisvalid AND base <> copy.relname
        AND (original.relname = base
             OR (octet_length(copy.relname) > 60 AND starts_with(original.relname, base)))
        AND\s
      """;

  /** What has the name, and its partitions. */
  private static final String TREE =
      """
      SELECT unnest(array_append(ARRAY(SELECT relid FROM pg_partition_tree(named)), named))
      FROM to_regclass(?) AS named
      """;

  /** What is built anew. */
  enum Scope {
    INDEX("original.oid IN (" + TREE + ")"),
    TABLE(
        "x.indrelid IN (SELECT unnest(ARRAY[t.oid, t.reltoastrelid]) FROM pg_class t"
            + " WHERE t.oid IN ("
            + TREE
            + "))"),
    SCHEMA(
        "x.indrelid IN (SELECT unnest(ARRAY[t.oid, t.reltoastrelid]) FROM pg_class t"
            + " WHERE t.relnamespace ="
            + " (SELECT oid FROM pg_namespace WHERE nspname = (parse_ident(?))[1]::name))"),
    DATABASE("? IS NOT NULL"),
    SYSTEM("? IS NOT NULL");

    private final String condition;

    Scope(String condition) {
      this.condition = condition;
    }
  }

  @Override
  public boolean patient() {
    return true;
  }

  @Override
  public boolean untouched(Connection connection) throws SQLException {
    return leftovers(connection).isEmpty();
  }

  @Override
  public Found inspect(Connection connection) throws SQLException {
    return new Found.Again(leftovers(connection), Optional.empty());
  }

  private List<String> leftovers(Connection connection) throws SQLException {
    return Query.column(connection, LEFTOVERS + scope.condition, name);
  }
}
