package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.List;

/** Indexes that are of no use. */
final class IndexChecks {
  /** Pages, a megabyte. */
  private static final int LEAST_PAGES = 128;

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
                SELECT count(*) OVER () AS value, %1$s || ' of ' || i.indrelid::regclass
                    || CASE WHEN NOT i.indisunique THEN '' WHEN o.conindid IS NULL
                      THEN ', unique: build it anew when no rows are the same'
                      ELSE ', unique: rows that are the same go first' END AS line,
                  CASE WHEN c.relname ~ '_cc(new|old)[0-9]*$' OR (i.indisunique AND o.conindid IS NULL)
                    THEN 'DROP INDEX CONCURRENTLY ' ELSE 'REINDEX INDEX CONCURRENTLY ' END || %1$s AS remedy
                FROM pg_index i LEFT JOIN pg_constraint o ON o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x')
                JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
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
            .fromPages(LEAST_PAGES)
            .source("pg_stat_user_indexes (from 1 MB on, neither unique nor of a constraint)")
            .sql(
                """
                SELECT count(*) OVER () AS value, %1$s || ' of ' || i.indrelid::regclass || ', about '
                    || pg_size_pretty(c.relpages * current_setting('block_size')::bigint) AS line,
                  'DROP INDEX CONCURRENTLY ' || %1$s AS remedy
                FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid) JOIN pg_class c ON c.oid = i.indexrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion AND i.indisvalid AND c.relpages >= %2$d
                ORDER BY c.relpages DESC LIMIT 5
                """
                    .formatted(INDEX, LEAST_PAGES))
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
                    + " 3"));
  }
}
