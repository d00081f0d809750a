package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.time.Duration;
import java.util.List;

/** What PostgreSQL counts for each database, and the age of its transactions. */
final class StatisticsChecks {
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** Fewer transactions than this in the window make no ratio that means anything. */
  private static final double LEAST_TRANSACTIONS = 100;

  private static final double LEAST_BLOCKS = 10_000;

  private StatisticsChecks() {}

  static List<CheckDefinition> all() {
    return List.of(
        CheckDefinition.of(CheckName.DEADLOCKS)
            .reads(new Reading.PerMinute(WINDOW))
            .source("pg_stat_database")
            .sql(counters("deadlocks", "NULL::float8"))
            .says("Deadlocks a minute: {value}.")
            .whenNone("There was no deadlock.")
            .remedy("ALTER SYSTEM SET log_lock_waits = on; SELECT pg_reload_conf()"),
        CheckDefinition.of(CheckName.ROLLBACK_RATIO)
            .reads(new Reading.Ratio(WINDOW, LEAST_TRANSACTIONS))
            .source("pg_stat_database")
            .sql(counters("xact_rollback", "xact_commit + xact_rollback"))
            .says("{value} of the transactions were rolled back.")
            .remedy("ALTER SYSTEM SET log_min_error_statement = 'error'; SELECT pg_reload_conf()"),
        CheckDefinition.of(CheckName.CACHE_HIT_RATIO)
            .reads(new Reading.Ratio(WINDOW, LEAST_BLOCKS))
            .source("pg_stat_database")
            .sql(counters("blks_hit", "blks_hit + blks_read"))
            .says("{value} of the blocks were found in shared_buffers.")
            .remedy("SHOW shared_buffers"),
        CheckDefinition.of(CheckName.CHECKSUM_FAILURES)
            .source("pg_stat_database, data_checksums")
            .sql(
                """
                SELECT d.datname AS database,
                  coalesce(d.checksum_failures, 0) + coalesce(shared.checksum_failures, 0) AS value,
                  'the newest at ' || greatest(d.checksum_last_failure, shared.checksum_last_failure) AS line,
                  CASE WHEN current_setting('data_checksums') <> 'on'
                    THEN 'The server makes no checksums of its pages.' END AS skipped
                FROM pg_stat_database d LEFT JOIN pg_stat_database shared ON shared.datid = 0
                WHERE d.datid <> 0
                """)
            .says("Pages that were read and have a wrong checksum: {value}.")
            .whenNone("No page that was read has a wrong checksum.")
            .remedy(
                "CREATE EXTENSION IF NOT EXISTS amcheck; SELECT bt_index_check(c.oid, true) FROM"
                    + " pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND"
                    + " c.relkind = 'i'"),
        CheckDefinition.of(CheckName.WRAPAROUND)
            .source("pg_database")
            .sql(age("age(datfrozenxid) / 2147483648.0"))
            .says("{value} of the transaction ids are used up.")
            .remedy("VACUUM (FREEZE)"),
        CheckDefinition.of(CheckName.OVERDUE_FREEZE)
            .source("pg_database, autovacuum_freeze_max_age")
            .sql(age("age(datfrozenxid) / current_setting('autovacuum_freeze_max_age')::float8"))
            .says("The oldest transaction id has {value} of the age at which autovacuum freezes.")
            .remedy("VACUUM (FREEZE)"),
        CheckDefinition.of(CheckName.MULTIXACT_AGE)
            .source("pg_database")
            .sql(age("mxid_age(datminmxid) / 2147483648.0"))
            .says("{value} of the multixact ids are used up.")
            .remedy("VACUUM (FREEZE)"),
        CheckDefinition.of(CheckName.PREPARED_TRANSACTIONS)
            .source("pg_prepared_xacts")
            .sql(
                """
                SELECT database, extract(epoch FROM clock_timestamp() - prepared) AS value,
                  'transaction ' || gid || ' of user ' || owner AS line,
                  'ROLLBACK PREPARED ' || quote_literal(gid) AS remedy
                FROM pg_prepared_xacts ORDER BY prepared
                """)
            .says("The oldest prepared transaction has waited for its end for {value}.")
            .whenNone("No transaction is prepared.")
            .remedy("SELECT gid, prepared, owner FROM pg_prepared_xacts"));
  }

  private static String counters(String part, String whole) {
    return """
    SELECT datname AS database, (%s)::float8 AS value, (%s)::float8 AS whole, stats_reset::text AS since
    FROM pg_stat_database WHERE datid <> 0
    """
        .formatted(part, whole);
  }

  private static String age(String part) {
    return "SELECT datname AS database, 100 * %s AS value FROM pg_database".formatted(part);
  }
}
