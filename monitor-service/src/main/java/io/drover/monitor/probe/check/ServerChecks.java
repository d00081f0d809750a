package io.drover.monitor.probe.check;

import static io.drover.monitor.probe.check.Privilege.MONITOR;
import static io.drover.monitor.probe.check.Privilege.READ_ALL_SETTINGS;
import static io.drover.monitor.probe.check.Privilege.READ_ALL_STATS;

import io.drover.service.target.CheckName;
import java.time.Duration;
import java.util.List;

/** The state of a whole server: its role, its write-ahead log, its settings. */
final class ServerChecks {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final double LEAST_CHECKPOINTS = 3;

  private static final String POSITION =
      "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END";

  private ServerChecks() {}

  static List<CheckDefinition> all() {
    return List.of(
        CheckDefinition.of(CheckName.SERVER_ROLE)
            .at(Place.SERVER)
            .source("pg_is_in_recovery")
            .sql("SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS value")
            .says("The server is a standby: nothing can be written to it.")
            .whenNone("The server is a primary.")
            .remedy("SELECT pg_promote()"),
        CheckDefinition.of(CheckName.ARCHIVER)
            .at(Place.SERVER)
            .needs(MONITOR)
            .source("pg_stat_archiver, pg_ls_archive_statusdir")
            // The oldest finished segment that is not archived tells of a failing and of a hanging
            // archiver alike, and nothing of a server that merely has nothing to archive.
            .sql(
                """
                SELECT CASE WHEN current_setting('archive_mode') = 'off' THEN 0 ELSE coalesce((
                    SELECT extract(epoch FROM clock_timestamp() - min(modification))
                    FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'), 0) END AS value,
                  failed_count || ' failures, the newest of ' || last_failed_wal || ' at ' || last_failed_time AS line,
                  CASE WHEN current_setting('archive_mode') = 'off' THEN 'The server archives nothing.' END AS skipped
                FROM pg_stat_archiver
                """)
            .says("A segment of the write-ahead log has waited for the archiver for {value}.")
            .whenNone("The write-ahead log is archived.")
            .remedy("SHOW archive_command"),
        CheckDefinition.of(CheckName.REPLICATION_LAG)
            .at(Place.SERVER)
            .needs(READ_ALL_STATS)
            .source("pg_stat_replication")
            .sql(
                """
                SELECT greatest(0, pg_wal_lsn_diff(%s, coalesce(replay_lsn, flush_lsn, write_lsn, sent_lsn))) AS value,
                  application_name || ' from ' || coalesce(client_addr::text, 'this host') || ', ' || state AS line
                FROM pg_stat_replication WHERE sent_lsn IS NOT NULL ORDER BY 1 DESC NULLS LAST
                """
                    .formatted(POSITION))
            .says("The slowest standby is {value} behind.")
            .whenNone("No standby is behind.")
            .remedy(
                "SELECT application_name, client_addr, state, replay_lsn FROM pg_stat_replication"),
        CheckDefinition.of(CheckName.REPLAY_DELAY)
            .at(Place.SERVER)
            .source("pg_last_xact_replay_timestamp")
            .sql(
                """
                SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                    ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END AS value,
                  CASE WHEN NOT pg_is_in_recovery() THEN 'The server is no standby.' END AS skipped
                """)
            .says("The standby has replayed what its primary did {value} ago.")
            .whenNone("The standby has replayed all that it received.")
            .remedy("SELECT status, latest_end_time FROM pg_stat_wal_receiver"),
        CheckDefinition.of(CheckName.REPLICATION_SLOTS)
            .at(Place.SERVER)
            .reads(new Reading.Lasting())
            .source("pg_replication_slots")
            .sql(
                """
                SELECT 0 AS value, 'slot ' || slot_name || ' (' || slot_type || ') keeps '
                    || coalesce(pg_size_pretty(pg_wal_lsn_diff(%s, restart_lsn)), 'nothing') || ' of the write-ahead log' AS line,
                  'SELECT pg_drop_replication_slot(' || quote_literal(slot_name) || ')' AS remedy
                FROM pg_replication_slots WHERE NOT active AND NOT temporary ORDER BY slot_name
                """
                    .formatted(POSITION))
            .says("A replication slot has been without a client for {value}.")
            .whenNone("Every replication slot has its client.")
            .remedy("SELECT slot_name, active, restart_lsn FROM pg_replication_slots"),
        CheckDefinition.of(CheckName.FORCED_CHECKPOINTS)
            .at(Place.SERVER)
            .reads(new Reading.Ratio(AN_HOUR, LEAST_CHECKPOINTS))
            .source("pg_stat_bgwriter; from version 17 on pg_stat_checkpointer")
            .sql(checkpoints("checkpoints_req", "checkpoints_timed", "pg_stat_bgwriter"))
            .sql(17, checkpoints("num_requested", "num_timed", "pg_stat_checkpointer"))
            .says("{value} of the checkpoints of the last hour were forced.")
            .remedy("ALTER SYSTEM SET max_wal_size = '4GB'; SELECT pg_reload_conf()"),
        CheckDefinition.of(CheckName.PENDING_RESTART)
            .at(Place.SERVER)
            .needs(READ_ALL_SETTINGS)
            .source("pg_settings")
            .sql(
                """
                SELECT count(*) OVER () AS value, 'setting ' || name AS line
                FROM pg_settings WHERE pending_restart ORDER BY name
                """)
            .says("Settings that take effect when the server is restarted: {value}.")
            .whenNone("No setting waits for a restart.")
            .remedy("SELECT name, setting, sourcefile FROM pg_settings WHERE pending_restart"));
  }

  private static String checkpoints(String forced, String timed, String view) {
    return "SELECT %1$s AS value, %1$s + %2$s AS whole, stats_reset::text AS since FROM %3$s"
        .formatted(forced, timed, view);
  }
}
