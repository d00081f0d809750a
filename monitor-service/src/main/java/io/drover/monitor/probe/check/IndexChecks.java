package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.List;

/** Indexes, and the space that tables and indexes waste. */
final class IndexChecks {
  /** Pages, ten megabytes: what is smaller is not worth a rewrite. */
  private static final int LEAST_PAGES = 1280;

  private static final String INDEX = "format('%I.%I', n.nspname, c.relname)";

  private IndexChecks() {}

  static List<CheckDefinition> all() {
    return List.of(
        CheckDefinition.of(CheckName.INVALID_INDEX)
            .at(Place.INSIDE)
            .needs(Privilege.READ_ALL_STATS)
            .source("pg_index, without those of pg_stat_progress_create_index")
            .sql(
                """
                SELECT count(*) OVER () AS value, %1$s || ' of ' || i.indrelid::regclass AS line,
                  CASE WHEN c.relname ~ '_cc(new|old)[0-9]*$' THEN 'DROP INDEX CONCURRENTLY '
                    ELSE 'REINDEX INDEX CONCURRENTLY ' END || %1$s AS remedy
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'i' AND NOT (i.indisvalid AND i.indisready)
                  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p
                    WHERE p.datname = current_database() AND p.relid = i.indrelid)
                ORDER BY 2 LIMIT 5
                """
                    .formatted(INDEX))
            .says("Indexes that are invalid, so that they cost writes and serve no query: {value}.")
            .whenNone("Every index is valid.")
            .remedy("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"),
        CheckDefinition.of(CheckName.UNUSED_INDEX)
            .at(Place.INSIDE_SELDOM)
            .source("pg_stat_user_indexes (from 1 MB on, neither unique nor of a constraint)")
            .sql(
                """
                SELECT count(*) OVER () AS value, %1$s || ' of ' || i.indrelid::regclass || ', about '
                    || pg_size_pretty(c.relpages * current_setting('block_size')::bigint) AS line,
                  'DROP INDEX CONCURRENTLY ' || %1$s AS remedy
                FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid) JOIN pg_class c ON c.oid = i.indexrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion AND i.indisvalid AND c.relpages >= 128
                ORDER BY c.relpages DESC LIMIT 5
                """
                    .formatted(INDEX))
            .says("Indexes that were never read since statistics are kept: {value}.")
            .whenNone("Every larger index is read.")
            .remedy("SELECT indexrelid::regclass FROM pg_stat_user_indexes WHERE idx_scan = 0"),
        CheckDefinition.of(CheckName.DUPLICATE_INDEX)
            .at(Place.INSIDE_SELDOM)
            .source("pg_index")
            .sql(
                """
                WITH indexes AS (
                  SELECT i.indexrelid, EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid) AS needed,
                    i.indrelid, i.indisunique, c.relam, i.indnkeyatts, i.indkey::text, i.indclass::text, i.indcollation::text,
                    i.indoption::text, coalesce(pg_get_expr(i.indexprs, i.indrelid), '') AS exprs,
                    coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS pred
                  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
                  JOIN pg_class t ON t.oid = i.indrelid AND t.relkind IN ('r', 'm') JOIN pg_namespace n ON n.oid = t.relnamespace
                  WHERE i.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema')),
                kept AS (
                  SELECT *, first_value(indexrelid) OVER (PARTITION BY indrelid, relam, indnkeyatts, indkey, indclass, indcollation,
                    indoption, exprs, pred ORDER BY needed DESC, indisunique DESC, indexrelid) AS same FROM indexes)
                SELECT count(*) OVER () AS value, %1$s || ' is the same as ' || k.same::regclass AS line,
                  'DROP INDEX CONCURRENTLY ' || %1$s AS remedy
                FROM kept k JOIN pg_class c ON c.oid = k.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE k.same <> k.indexrelid AND NOT k.needed ORDER BY 2 LIMIT 5
                """
                    .formatted(INDEX))
            .says("Indexes that are the same as another one: {value}.")
            .whenNone("No index is the same as another one.")
            .remedy(
                "SELECT indrelid::regclass, indexrelid::regclass, indkey FROM pg_index ORDER BY 1,"
                    + " 3"),
        tableBloat(),
        indexBloat());
  }

  private static CheckDefinition tableBloat() {
    // What the rows would need by the statistics of their columns: a header of 24 bytes and a
    // pointer of 4 each, pages of which 24 bytes are a header (manual, "Database Page Layout").
    return CheckDefinition.of(CheckName.TABLE_BLOAT)
        .at(Place.INSIDE_SELDOM)
        .source("pg_class and pg_stats, an estimate (tables from 10 MB on)")
        .sql(
            """
            WITH tables AS (
              SELECT c.oid, c.relpages, c.reltuples, %1$s AS name, has_table_privilege(c.oid, 'SELECT') AS seen,
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
            (SELECT NULL::float8 AS value, NULL AS line, NULL AS remedy FROM estimates WHERE NOT seen LIMIT 1)
            UNION ALL
            (SELECT greatest(0, 100 * (1 - needed / relpages)), name || ', about '
                || pg_size_pretty(relpages * current_setting('block_size')::bigint), 'VACUUM (FULL, ANALYZE) ' || name
              FROM estimates WHERE needed IS NOT NULL ORDER BY 1 DESC LIMIT 5)
            """
                .formatted(INDEX, LEAST_PAGES))
        .says("Of a table, about {value} of the space is unused.")
        .whenNone("No large table wastes space.")
        .remedy("VACUUM");
  }

  private static CheckDefinition indexBloat() {
    return CheckDefinition.of(CheckName.INDEX_BLOAT)
        .at(Place.INSIDE_SELDOM)
        .source("pg_class and pg_stats, an estimate (B-trees from 10 MB on)")
        .sql(
            """
            WITH indexes AS (
              SELECT c.relpages, c.reltuples, %1$s AS name, has_table_privilege(i.indrelid, 'SELECT') AS seen,
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
                AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')),
            estimates AS (
              SELECT *, ceil(reltuples * (12 + 8 * ceil(width / 8)) / ((current_setting('block_size')::int - 40) * filled)) AS needed
              FROM indexes)
            (SELECT NULL::float8 AS value, NULL AS line, NULL AS remedy FROM estimates WHERE NOT seen LIMIT 1)
            UNION ALL
            (SELECT greatest(0, 100 * (1 - needed / relpages)), name || ', about '
                || pg_size_pretty(relpages * current_setting('block_size')::bigint), 'REINDEX INDEX CONCURRENTLY ' || name
              FROM estimates WHERE needed IS NOT NULL ORDER BY 1 DESC LIMIT 5)
            """
                .formatted(INDEX, LEAST_PAGES))
        .says("Of an index, about {value} of the space is unused.")
        .whenNone("No large index wastes space.")
        .remedy(
            "SELECT indexrelid::regclass, pg_relation_size(indexrelid) FROM pg_index ORDER BY 2"
                + " DESC LIMIT 10");
  }
}
