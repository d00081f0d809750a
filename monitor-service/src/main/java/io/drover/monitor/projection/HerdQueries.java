package io.drover.monitor.projection;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.drover.service.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backups and services, read from the tables. Thread-safe. */
public final class HerdQueries {
  private final StateDatabase state;

  /** Reads the state database. */
  public HerdQueries(StateDatabase state) {
    this.state = state;
  }

  /** A committed backup; details are the JSON of the record. */
  public record Backup(
      String backupId, String database, Instant committedAt, @JsonRawValue String details) {}

  /** Newest heartbeat of an instance; running is a JSON array of kind/operationId. */
  public record Service(
      String instance,
      String service,
      String version,
      Instant startedAt,
      Instant observedAt,
      String status,
      String message,
      @JsonRawValue String running,
      long intervalMillis) {}

  /** How many records no one could read. */
  public record DeadLetters(String reason, long count, Instant newestAt) {}

  /**
   * Newest good backup of each database: partial ones do not stand for it, how old an imported one
   * is nobody knows, and one that failed a verification may not come back.
   */
  public Map<String, Backup> newestBackups() throws SQLException {
    Map<String, Backup> byName = new LinkedHashMap<>();
    list(
            """
            WITH RECURSIVE names AS (
              (SELECT database FROM backups WHERE whole ORDER BY database LIMIT 1)
              UNION ALL
              SELECT (SELECT database FROM backups WHERE whole AND database > names.database ORDER BY database LIMIT 1)
              FROM names WHERE names.database IS NOT NULL)
            SELECT newest.* FROM names CROSS JOIN LATERAL (
              SELECT backup_id, database, committed_at, body FROM backups
              WHERE whole AND database = names.database AND verdict IS DISTINCT FROM 'failed'
              ORDER BY committed_at DESC LIMIT 1) AS newest
            """,
            HerdQueries::backup)
        .forEach(backup -> byName.put(backup.database(), backup));
    return byName;
  }

  /** The newest verdict on a backup of the database. */
  public record LastVerdict(String database, String backupId, String verdict, Instant at) {}

  /** Newest verdict on any backup of each database. */
  public Map<String, LastVerdict> newestVerdicts() throws SQLException {
    Map<String, LastVerdict> byName = new LinkedHashMap<>();
    list(
            """
            WITH RECURSIVE names AS (
              (SELECT database FROM backups WHERE verdict_at IS NOT NULL ORDER BY database LIMIT 1)
              UNION ALL
              SELECT (SELECT database FROM backups WHERE verdict_at IS NOT NULL AND database > names.database
                ORDER BY database LIMIT 1)
              FROM names WHERE names.database IS NOT NULL)
            SELECT newest.* FROM names CROSS JOIN LATERAL (
              SELECT database, backup_id, verdict, verdict_at FROM backups
              WHERE verdict_at IS NOT NULL AND verdict IS NOT NULL AND database = names.database
              ORDER BY verdict_at DESC LIMIT 1) AS newest
            """,
            row ->
                new LastVerdict(
                    row.getString(1), row.getString(2), row.getString(3), instant(row, 4)))
        .forEach(verdict -> byName.put(verdict.database(), verdict));
    return byName;
  }

  /**
   * When the newest good backup of each database that was made of the whole of it was committed.
   */
  public Map<String, Instant> newestBackupTimes() throws SQLException {
    Map<String, Instant> byName = new LinkedHashMap<>();
    list(
            """
            WITH RECURSIVE newest AS (
              (SELECT database, committed_at FROM backups WHERE whole AND verdict IS DISTINCT FROM 'failed'
               ORDER BY database, committed_at DESC LIMIT 1)
              UNION ALL
              SELECT next.* FROM newest CROSS JOIN LATERAL (
                SELECT database, committed_at FROM backups
                WHERE whole AND verdict IS DISTINCT FROM 'failed' AND database > newest.database
                ORDER BY database, committed_at DESC LIMIT 1) AS next)
            SELECT database, committed_at FROM newest
            """,
            row -> Map.entry(row.getString(1), instant(row, 2)))
        .forEach(one -> byName.put(one.getKey(), one.getValue()));
    return byName;
  }

  /** Committed backups, newest first, at most 1,000. */
  public List<Backup> backups(@Nullable String database) throws SQLException {
    String sql =
        "SELECT backup_id, database, committed_at, body FROM backups%s ORDER BY committed_at DESC"
            + " LIMIT 1000";
    return database == null
        ? list(sql.formatted(""), HerdQueries::backup)
        : list(sql.formatted(" WHERE database = ?"), HerdQueries::backup, database);
  }

  /** A page of backups, newest first; next is null on the last one. */
  public record BackupPage(List<Backup> backups, @Nullable String next) {}

  /** Committed backups after a place in the order, newest first. */
  public BackupPage backups(@Nullable String database, @Nullable Place before, int limit)
      throws SQLException {
    StringBuilder sql =
        new StringBuilder("SELECT backup_id, database, committed_at, body FROM backups WHERE true");
    List<Object> values = new ArrayList<>();
    if (database != null) {
      sql.append(" AND database = ?");
      values.add(database);
    }
    if (before != null) {
      sql.append(" AND (committed_at, backup_id) < (?, ?)");
      values.addAll(List.of(before.at(), before.id()));
    }
    sql.append(" ORDER BY committed_at DESC, backup_id DESC LIMIT ").append(limit + 1);
    List<Backup> found = list(sql.toString(), HerdQueries::backup, values.toArray());
    if (found.size() <= limit) {
      return new BackupPage(found, null);
    }
    Backup last = found.get(limit - 1);
    return new BackupPage(
        List.copyOf(found.subList(0, limit)),
        new Place(last.committedAt(), last.backupId()).text());
  }

  /** Newest heartbeats. */
  public List<Service> services() throws SQLException {
    return list(
        """
        SELECT instance, service, version, started_at, observed_at, status, message, running, interval_millis
        FROM service_instances ORDER BY service, started_at DESC, instance LIMIT 1000
        """,
        row ->
            new Service(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                instant(row, 4),
                instant(row, 5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9)));
  }

  /** Dead letters by reason, most first. */
  public List<DeadLetters> deadLetters() throws SQLException {
    return list(
        "SELECT reason, count, newest_at FROM dead_letters ORDER BY count DESC, reason",
        row -> new DeadLetters(row.getString(1), row.getLong(2), instant(row, 3)));
  }

  /** Operations under way by state. */
  public Map<String, Long> openOperations() throws SQLException {
    Map<String, Long> byState = new LinkedHashMap<>();
    list(
            "SELECT state, count(*) FROM operations WHERE NOT terminal GROUP BY state ORDER BY"
                + " state",
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(entry -> byState.put(entry.getKey(), entry.getValue()));
    return byState;
  }

  private <T> List<T> list(String sql, Query.Reading<T> reading, Object... values)
      throws SQLException {
    return Query.list(state, sql, reading, values);
  }

  private static Backup backup(ResultSet row) throws SQLException {
    return new Backup(row.getString(1), row.getString(2), instant(row, 3), row.getString(4));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
