package io.drover.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * A long history of a large herd, written into the projection's tables behind its back. What checks
 * say is what the monitor found in the first database.
 */
final class HerdHistory {
  static final int DATABASES = 1_000;
  static final int OPERATIONS = 1_000_000;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final List<String> HISTORY =
      List.of(
          "SET search_path = drover_monitor",
          "SET synchronous_commit = off",
          """
          CREATE TEMPORARY TABLE history AS
          SELECT n, md5(n::text) AS id, 'database' || (n / 10) %% %1$d AS database,
            CASE n %% 10 WHEN 0 THEN 'migrate' WHEN 1 THEN 'verify' ELSE 'backup' END AS kind,
            now() - n * interval '3 seconds' AS at, n %% 97 = 7 AS failed, n < 40 AS open
          FROM generate_series(0, %2$d - 1) AS n
          """
              .formatted(DATABASES, OPERATIONS),
          """
          INSERT INTO operations (kind, operation_id, database, first_at, requested_by, reason, labels, accepted_at,
            expires_at, deadline, started_at, started_sequence, service, instance, state, terminal, sequence, attempt,
            changed_at, failure_code, failure_message, failure_detail, failure_retryable, failure_remedy, result)
          SELECT kind, id, database, at, CASE n % 5 WHEN 0 THEN 'ann' ELSE 'drover/schedule' END, 'nightly', '{}', at,
            at + interval '1 day', at + interval '6 hours', at + interval '1 second', 2,
            CASE kind WHEN 'migrate' THEN 'migration-service' ELSE 'backup-service' END, 'one',
            CASE WHEN open THEN 'running' WHEN failed THEN 'failed' ELSE 'succeeded' END, NOT open,
            CASE WHEN open THEN 2 ELSE 3 END, 1, at + interval '40 seconds',
            CASE WHEN failed AND NOT open THEN 'DISK_FULL' END, CASE WHEN failed AND NOT open THEN 'No space is left.' END,
            CASE WHEN failed AND NOT open THEN 'pg_dump: error: could not write' END,
            CASE WHEN failed AND NOT open THEN true END, CASE WHEN failed AND NOT open THEN 'df -h' END,
            CASE WHEN NOT open AND NOT failed THEN json_build_object('backupId', id, 'tables', 20, 'rows', 4000,
              'dumpBytes', 1000000, 'archiveBytes', 200000) END
          FROM history
          """,
          """
          INSERT INTO operation_facts (topic, partition, "offset", kind, operation_id, sequence, attempt, type, known,
            observed_at, body)
          SELECT 'operation-events', 0, 3 * n + step, kind, id, step + 1, least(step, 1),
            (ARRAY['OperationAccepted', 'OperationStarted', CASE WHEN failed THEN 'OperationFailed' ELSE 'BackupSucceeded' END])[step + 1],
            true, at + step * interval '1 second', '{"service": "backup-service", "instance": "one"}'
          FROM history CROSS JOIN generate_series(0, 2) AS step
          """,
          """
          INSERT INTO backups (backup_id, database, operation_id, committed_at, body)
          SELECT id, database, id, at, json_build_object('backupId', id, 'database', database, 'operationId', id,
            'archiveBytes', 200000 + n, 'dumpBytes', 1000000, 'format', 'custom', 'snapshotAt', at)
          FROM history WHERE kind = 'backup' AND NOT failed AND n < 50000
          """,
          """
          INSERT INTO alerts (alert_id, state, name, severity, database, server, service, since, raised_at, observed_at,
            resolved_at, body)
          SELECT id, CASE WHEN n < 500 THEN 'raised' ELSE 'resolved' END, 'table-bloat', 'warning', database, 'main', '',
            at, at, at, CASE WHEN n < 500 THEN NULL ELSE at END, json_build_object('alertId', id, 'message', 'Of a table, 85 % is unused.')
          FROM history WHERE n < 20000 AND n % 2 = 0
          """,
          """
          INSERT INTO database_health (database, source, server, observed_at, changed_at, status, checks, measured)
          SELECT 'database' || n, source, server, observed_at, changed_at, status, checks, measured
          FROM database_health CROSS JOIN generate_series(1, %d - 1) AS n WHERE database = 'database0'
          """
              .formatted(DATABASES),
          """
          INSERT INTO health_samples (database, source, span, observed_at, measured)
          SELECT 'database' || n, '', 3600, date_trunc('hour', now()) - h * interval '1 hour',
            jsonb_build_object('size', jsonb_build_array(1e7, 1e7 + h, 2e7, 120), 'status', jsonb_build_array(0, 0, 1, 120))
          FROM generate_series(0, %d - 1) AS n CROSS JOIN generate_series(1, 168) AS h
          """
              .formatted(DATABASES),
          "DROP TABLE history",
          "ANALYZE");

  private HerdHistory() {}

  /** Writes it, once the monitor has seen the first database. */
  static void write(BenchmarkStack stack, Connection connection) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!isSeen(connection)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the monitor has not seen the first database in time");
      }
      stack.pause(Duration.ofMillis(200));
    }
    try (Statement statement = connection.createStatement()) {
      for (String sql : HISTORY) {
        statement.execute(sql);
      }
    }
  }

  private static boolean isSeen(Connection connection) throws SQLException {
    return Databases.number(connection, "SELECT count(to_regclass('drover_monitor.first_seen'))")
            > 0
        && Databases.number(connection, "SELECT count(*) FROM drover_monitor.database_health") > 0;
  }

  /** Name of a database, of any number. */
  static String database(int number) {
    return "database" + number % DATABASES;
  }

  /** Kind of an operation, newest first. */
  static String kind(int number) {
    return switch (number % OPERATIONS % 10) {
      case 0 -> "migrate";
      case 1 -> "verify";
      default -> "backup";
    };
  }

  /** Id of an operation, newest first. */
  static String id(int number) {
    try {
      byte[] text = String.valueOf(number % OPERATIONS).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5.", e);
    }
  }
}
