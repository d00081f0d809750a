package io.drover.migration.execution;

import io.drover.service.target.Remedies;
import io.drover.service.target.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The session that another one waits for; of several, the one with the oldest transaction.
 *
 * @param pid its backend; 0 for a prepared transaction, which has none
 * @param query what it runs or ran last, without literals, 200 characters at most
 * @param age how long its transaction has been open
 * @param relation that the waiting one wants to lock; empty when it waits for something else
 */
record Blocker(
    int pid, String user, String application, String query, Duration age, String relation) {
  /**
   * Reads the lock before who holds it: a wait that ends in between is none, not one for nothing.
   */
  private static final String FIND =
      """
      WITH w AS MATERIALIZED (
        SELECT t.pid, coalesce((SELECT l.relation::regclass::text FROM pg_locks l
          WHERE l.pid = t.pid AND NOT l.granted AND l.locktype IN ('relation', 'tuple', 'extend')
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          LIMIT 1), '') AS relation
        FROM (SELECT ?::integer AS pid) t)
      SELECT b.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''),
             coalesce(a.query, ''),
             coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0), w.relation
      FROM w CROSS JOIN unnest(pg_blocking_pids(w.pid)) AS b(pid)
      LEFT JOIN pg_stat_activity a ON a.pid = b.pid
      ORDER BY a.xact_start NULLS LAST LIMIT 1
      """;

  private static final int QUERY_SECONDS = 5;

  /** Who holds the session of this backend up now. */
  static Optional<Blocker> of(Connection connection, int pid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setQueryTimeout(QUERY_SECONDS);
      query.setInt(1, pid);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Blocker(
                    row.getInt(1),
                    row.getString(2),
                    row.getString(3),
                    Masked.text(row.getString(4)),
                    Duration.ofMillis((long) (row.getDouble(5) * 1000)),
                    row.getString(6)))
            : Optional.empty();
      }
    }
  }

  /**
   * Such as "session 4711 of user ann (application psql, transaction open for 12 s, lock on
   * orders): SELECT 1".
   */
  String description() {
    if (pid == 0) {
      return "a prepared transaction" + (relation.isEmpty() ? "" : " (lock on " + relation + ")");
    }
    String named = application.isEmpty() ? "" : "application " + application + ", ";
    String open =
        "transaction open for "
            + age.toSeconds()
            + " s"
            + (relation.isEmpty() ? "" : ", lock on " + relation);
    String doing = query.isEmpty() ? "" : ": " + query;
    return "session " + pid + " of user " + user + " (" + named + open + ")" + doing;
  }

  /** A command that ends it, or shows what must be ended. */
  String remedy(Target target) {
    String sql =
        pid == 0
            ? "SELECT gid, prepared, owner FROM pg_prepared_xacts WHERE database ="
                + " current_database()"
            : "SELECT pg_terminate_backend(" + pid + ")";
    return Remedies.psql(target.server(), target.physicalName(), sql);
  }
}
