package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.List;

/** Tables and what belongs to them, seen from inside their database. */
final class TableChecks {
  private static final String TABLE = "format('%I.%I', s.schemaname, s.relname)";

  /** Since when a table waits that was never treated: longer ago nothing was counted. */
  private static final String COUNTED_SINCE =
      """
      coalesce((SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
        pg_postmaster_start_time())
      """;

  private TableChecks() {}

  static List<CheckDefinition> all() {
    return List.of(
        CheckDefinition.of(CheckName.SIZE)
            .at(Place.INSIDE_SELDOM)
            .source("pg_database_size")
            .sql(
                """
                SELECT pg_database_size(current_database()) AS value, line FROM (
                  SELECT format('%I.%I', n.nspname, c.relname) || ', about '
                    || pg_size_pretty(c.relpages * current_setting('block_size')::bigint) AS line
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind IN ('r', 'm', 'i', 't') ORDER BY c.relpages DESC LIMIT 5) largest
                """)
            .says("The database has {value}.")
            .remedy(
                "SELECT oid::regclass, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class"
                    + " WHERE relkind IN ('r', 'm') ORDER BY pg_total_relation_size(oid) DESC LIMIT"
                    + " 10"),
        CheckDefinition.of(CheckName.DEAD_TUPLES)
            .at(Place.INSIDE)
            .source("pg_stat_user_tables (tables with more than 10,000 dead rows)")
            .sql(
                """
                SELECT 100.0 * n_dead_tup / (n_live_tup + n_dead_tup) AS value,
                  %1$s || ', ' || n_dead_tup || ' dead rows' AS line, 'VACUUM (ANALYZE) ' || %1$s AS remedy
                FROM pg_stat_user_tables s WHERE n_dead_tup > 10000 ORDER BY 1 DESC LIMIT 5
                """
                    .formatted(TABLE))
            .says("Of a table, {value} of the rows are dead.")
            .whenNone("No table has many dead rows.")
            .remedy("VACUUM (ANALYZE)"),
        CheckDefinition.of(CheckName.VACUUM_AGE)
            .at(Place.INSIDE)
            .source("pg_stat_user_tables (tables with more than 1,000 rows to do)")
            .sql(
                """
                SELECT extract(epoch FROM clock_timestamp() - since) AS value,
                  %1$s || ', vacuumed ' || coalesce(treated::text, 'never') AS line, 'VACUUM ' || %1$s AS remedy
                FROM pg_stat_user_tables s
                CROSS JOIN LATERAL (SELECT greatest(last_vacuum, last_autovacuum) AS treated) t
                CROSS JOIN LATERAL (SELECT coalesce(treated, %2$s) AS since) o
                WHERE n_dead_tup > 1000 OR n_ins_since_vacuum > 1000 ORDER BY 1 DESC LIMIT 5
                """
                    .formatted(TABLE, COUNTED_SINCE))
            .says("A table that was changed has not been vacuumed for {value}.")
            .whenNone("No table waits for a vacuum.")
            .remedy("VACUUM"),
        CheckDefinition.of(CheckName.ANALYZE_AGE)
            .at(Place.INSIDE)
            .source(
                "pg_stat_user_tables (tables of which more than 1,000 rows and a tenth changed)")
            .sql(
                """
                SELECT extract(epoch FROM clock_timestamp() - since) AS value,
                  %1$s || ', analyzed ' || coalesce(treated::text, 'never') AS line, 'ANALYZE ' || %1$s AS remedy
                FROM pg_stat_user_tables s
                CROSS JOIN LATERAL (SELECT greatest(last_analyze, last_autoanalyze) AS treated) t
                CROSS JOIN LATERAL (SELECT coalesce(treated, %2$s) AS since) o
                WHERE n_mod_since_analyze > greatest(1000, n_live_tup / 10) ORDER BY 1 DESC LIMIT 5
                """
                    .formatted(TABLE, COUNTED_SINCE))
            .says("A table that was changed has not been analyzed for {value}.")
            .whenNone("No table waits for an analyze.")
            .remedy("ANALYZE"));
  }
}
