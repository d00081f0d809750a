package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.List;

/**
 * The space that tables and indexes waste, estimated by statistics: measuring it reads them all.
 */
final class BloatChecks {
  /** Pages, ten megabytes: what is smaller is not worth a rewrite. */
  private static final int LEAST_PAGES = 1280;

  private static final String NAME = "format('%I.%I', n.nspname, c.relname)";

  private BloatChecks() {}

  static List<CheckDefinition> all() {
    return List.of(tableBloat(), indexBloat());
  }

  private static CheckDefinition tableBloat() {
    // What the rows would need by the statistics of their columns: a header of 24 bytes and a
    // pointer of 4 each, pages of which 24 bytes are a header (manual, "Database Page Layout").
    return CheckDefinition.of(CheckName.TABLE_BLOAT)
        .at(Place.INSIDE_SELDOM)
        .fromPages(LEAST_PAGES)
        .source("pg_class and pg_stats, an estimate (tables from 10 MB on)")
        .sql(tableBloatSql(Unseen.grantOn("TABLES")))
        .sql(14, tableBloatSql(Unseen.ALL_DATA))
        .says("Of a table, about {value} of the space is unused.")
        .whenNone("No large table wastes space.")
        .remedy("VACUUM");
  }

  private static String tableBloatSql(String grant) {
    return """
    WITH tables AS (
      SELECT c.relpages, c.reltuples, n.nspname, %1$s AS name, has_table_privilege(c.oid, 'SELECT') AS seen,
        coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
          WHERE option_name = 'fillfactor'), 100) / 100 AS filled,
        (SELECT sum((1 - null_frac) * avg_width) FROM pg_stats
          WHERE schemaname = n.nspname AND tablename = c.relname AND NOT inherited) AS width
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND c.relpages >= %2$d AND c.reltuples >= 0
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')),
    estimates AS (
      SELECT *, ceil(reltuples * (28 + 8 * ceil(width / 8)) / ((current_setting('block_size')::int - 24) * filled)) AS needed
      FROM tables)
    (SELECT NULL::float8 AS value, NULL AS line, %3$s AS remedy FROM estimates WHERE NOT seen HAVING count(*) > 0)
    UNION ALL
    (SELECT greatest(0, 100 * (1 - needed / relpages)), name || ', about '
        || pg_size_pretty(relpages * current_setting('block_size')::bigint), 'VACUUM (FULL, ANALYZE) ' || name
      FROM estimates WHERE needed IS NOT NULL ORDER BY 1 DESC LIMIT 5)
    """
        .formatted(NAME, LEAST_PAGES, grant);
  }

  private static CheckDefinition indexBloat() {
    return CheckDefinition.of(CheckName.INDEX_BLOAT)
        .at(Place.INSIDE_SELDOM)
        .fromPages(LEAST_PAGES)
        .source(
            "pg_class and pg_stats, an estimate (B-trees from 10 MB on; before version 14 none of"
                + " expressions)")
        .sql(indexBloatSql(Unseen.grantOn("TABLES"), "AND i.indexprs IS NULL"))
        .sql(14, indexBloatSql(Unseen.ALL_DATA, ""))
        .says("Of an index, about {value} of the space is unused.")
        .whenNone("No large index wastes space.")
        .remedy(
            "SELECT indexrelid::regclass, pg_relation_size(indexrelid) FROM pg_index ORDER BY 2"
                + " DESC LIMIT 10");
  }

  /**
   * SQL for servers that have this grant.
   *
   * @param more of an expression the index itself has the statistics, and only {@code
   *     pg_read_all_data} lets anyone but its owner see them
   */
  private static String indexBloatSql(String grant, String more) {
    return """
    WITH indexes AS (
      SELECT c.relpages, c.reltuples, n.nspname, %1$s AS name,
        has_table_privilege(i.indrelid, 'SELECT') AND (i.indexprs IS NULL OR has_table_privilege(c.oid, 'SELECT')) AS seen,
        coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
          WHERE option_name = 'fillfactor'), 90) / 100 AS filled,
        (SELECT CASE WHEN count(s.avg_width) = i.indnatts THEN sum((1 - s.null_frac) * s.avg_width) END
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_attribute a ON (k.attnum > 0 AND a.attrelid = i.indrelid AND a.attnum = k.attnum)
            OR (k.attnum = 0 AND a.attrelid = i.indexrelid AND a.attnum = k.place)
          JOIN pg_class o ON o.oid = a.attrelid JOIN pg_namespace p ON p.oid = o.relnamespace
          JOIN pg_stats s ON s.schemaname = p.nspname AND s.tablename = o.relname AND s.attname = a.attname
            AND NOT s.inherited) AS width
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_am m ON m.oid = c.relam
      WHERE m.amname = 'btree' AND c.relkind = 'i' AND c.relpages >= %2$d AND c.reltuples >= 0
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') %4$s),
    estimates AS (
      SELECT *, ceil(reltuples * (12 + 8 * ceil(width / 8)) / ((current_setting('block_size')::int - 40) * filled)) AS needed
      FROM indexes)
    (SELECT NULL::float8 AS value, NULL AS line, %3$s AS remedy FROM estimates WHERE NOT seen HAVING count(*) > 0)
    UNION ALL
    (SELECT greatest(0, 100 * (1 - needed / relpages)), name || ', about '
        || pg_size_pretty(relpages * current_setting('block_size')::bigint), 'REINDEX INDEX CONCURRENTLY ' || name
      FROM estimates WHERE needed IS NOT NULL ORDER BY 1 DESC LIMIT 5)
    """
        .formatted(NAME, LEAST_PAGES, grant, more);
  }
}
