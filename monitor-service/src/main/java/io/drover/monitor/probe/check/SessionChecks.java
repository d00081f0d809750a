package io.drover.monitor.probe.check;

import static io.drover.monitor.probe.check.Privilege.READ_ALL_STATS;

import io.drover.service.target.CheckName;
import java.util.List;

/** What sessions do. Drover's own are left out where they last long by design: it tells of them. */
final class SessionChecks {
  /**
   * Who waits for a lock, and who holds up the whole queue: the session that blocks and does not
   * wait itself. In a deadlock there is none; then it is whom it waits for first.
   */
  private static final String QUEUES =
      """
      WITH RECURSIVE waiting AS MATERIALIZED (
        SELECT pid, pg_blocking_pids(pid) AS pids FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname IS NOT NULL),
      chain AS (
        SELECT pid, unnest(pids) AS blocker FROM waiting
        UNION SELECT c.pid, unnest(w.pids) FROM chain c JOIN waiting w ON w.pid = c.blocker),
      heads AS (
        SELECT c.pid, coalesce(min(c.blocker) FILTER (WHERE w.pid IS NULL), min(c.blocker)) AS head
        FROM chain c LEFT JOIN waiting w ON w.pid = c.blocker GROUP BY c.pid)
      """;

  private SessionChecks() {}

  static List<CheckDefinition> all() {
    return List.of(
        CheckDefinition.of(CheckName.CONNECTIONS)
            .at(Place.SERVER)
            .source("pg_stat_activity, max_connections")
            .sql(
                """
                SELECT 100.0 * sum(count(*)) OVER () / current_setting('max_connections')::int AS value,
                  count(*) || ' of user ' || coalesce(usename, '?') || ' in ' || coalesce(datname, '?') AS line
                FROM pg_stat_activity WHERE datid IS NOT NULL
                GROUP BY usename, datname ORDER BY count(*) DESC, 2
                """)
            .says("{value} of the server's connections are in use.")
            .remedy(
                "SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY"
                    + " 1, 2, 3 ORDER BY 4 DESC"),
        CheckDefinition.of(CheckName.IDLE_IN_TRANSACTION)
            .needs(READ_ALL_STATS)
            .source("pg_stat_activity")
            .sql(longest("state_change", "a.state LIKE 'idle in transaction%'"))
            .says("A session has been idle in its transaction for {value}.")
            .whenNone("No session is idle in a transaction.")
            .remedy("SHOW idle_in_transaction_session_timeout"),
        CheckDefinition.of(CheckName.OLDEST_TRANSACTION)
            .needs(READ_ALL_STATS)
            .source("pg_stat_activity")
            .sql(longest("xact_start", "a.application_name NOT LIKE 'drover/%'"))
            .says("The oldest transaction has been open for {value}.")
            .whenNone("No transaction is open.")
            .remedy("SELECT pid, xact_start, state FROM pg_stat_activity ORDER BY xact_start"),
        CheckDefinition.of(CheckName.LONGEST_QUERY)
            .needs(READ_ALL_STATS)
            .source("pg_stat_activity")
            .sql(
                longest(
                    "query_start", "a.state = 'active' AND a.application_name NOT LIKE 'drover/%'"))
            .says("The longest query has run for {value}.")
            .whenNone("No query runs.")
            .remedy("SELECT pid, query_start, state FROM pg_stat_activity ORDER BY query_start"),
        CheckDefinition.of(CheckName.BLOCKED_SESSIONS)
            .needs(READ_ALL_STATS)
            .source("pg_stat_activity, pg_blocking_pids")
            .sql(
                QUEUES
                    + """
                    SELECT a.datname AS database, count(*) OVER (PARTITION BY a.datname) AS value,
                      %s || ', waits for ' || coalesce(%s, 'a prepared transaction') AS line, %s AS remedy
                    FROM heads JOIN pg_stat_activity a USING (pid) LEFT JOIN pg_stat_activity h ON h.pid = heads.head
                    ORDER BY a.query_start
                    """
                        .formatted(
                            who("a", "query_start"), who("h", "state_change"), terminate("h")))
            .says("Sessions that wait for a lock of another: {value}.")
            .whenNone("No session waits for a lock.")
            .remedy("SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity"),
        CheckDefinition.of(CheckName.LOCK_WAIT)
            .needs(READ_ALL_STATS)
            .source("pg_locks, pg_stat_activity")
            .sql(lockWait("a.query_start"))
            .sql(14, lockWait("coalesce(l.waitstart, a.query_start)"))
            .says("The longest wait for a lock has lasted {value}.")
            .whenNone("Nobody waits for a lock.")
            .remedy("SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity"),
        CheckDefinition.of(CheckName.LOCK_TABLE)
            .at(Place.SERVER)
            .source("pg_locks, max_locks_per_transaction")
            .sql(
                """
                SELECT 100.0 * sum(count(*)) OVER () / (current_setting('max_locks_per_transaction')::int
                    * (current_setting('max_connections')::int
                      + current_setting('max_prepared_transactions')::int)) AS value,
                  count(*) || ' locks of pid ' || coalesce(pid::text, 'none (prepared)') AS line
                FROM pg_locks WHERE NOT fastpath AND locktype <> 'virtualxid'
                GROUP BY pid ORDER BY count(*) DESC
                """)
            .says("{value} of the table of locks is in use.")
            .remedy("ALTER SYSTEM SET max_locks_per_transaction = 256"));
  }

  /** Who it is, and of the query its first word only: the rest may hold secrets. */
  private static String who(String session, String since) {
    return """
    'pid ' || %1$s.pid || ', user ' || coalesce(%1$s.usename, '?') || ', application '
      || coalesce(nullif(%1$s.application_name, ''), '?') || ', ' || coalesce(%1$s.state, '?') || ' since '
      || to_char(%1$s.%2$s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || 'Z'
      || coalesce(', ' || upper(substring(%1$s.query from '^\\s*([A-Za-z]+)')), '')
    """
        .formatted(session, since);
  }

  /** Ends this session and no later one that was given its number. */
  private static String terminate(String session) {
    return """
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ' || %1$s.pid
      || ' AND backend_start = ' || quote_literal(%1$s.backend_start)
    """
        .formatted(session);
  }

  private static String longest(String since, String which) {
    return """
    SELECT a.datname AS database, extract(epoch FROM clock_timestamp() - a.%1$s) AS value,
      %2$s AS line, %3$s AS remedy
    FROM pg_stat_activity a
    WHERE a.backend_type = 'client backend' AND a.datname IS NOT NULL AND a.%1$s IS NOT NULL
      AND a.pid <> pg_backend_pid() AND %4$s
    ORDER BY a.%1$s
    """
        .formatted(since, who("a", since), terminate("a"), which);
  }

  private static String lockWait(String since) {
    return QUEUES
        + """
        SELECT a.datname AS database, extract(epoch FROM clock_timestamp() - %1$s) AS value,
          %2$s || ', wants ' || l.mode || ', waits for ' || coalesce(%3$s, 'a prepared transaction') AS line,
          %4$s AS remedy
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid LEFT JOIN heads ON heads.pid = l.pid
        LEFT JOIN pg_stat_activity h ON h.pid = heads.head
        WHERE NOT l.granted AND a.datname IS NOT NULL ORDER BY %1$s
        """
            .formatted(since, who("a", "query_start"), who("h", "state_change"), terminate("h"));
  }
}
