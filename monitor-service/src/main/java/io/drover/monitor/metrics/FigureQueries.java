package io.drover.monitor.metrics;

import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the figures of the whole herd: one query for each kind of figure, however many databases
 * there are. Thread-safe.
 */
public final class FigureQueries {
  private static final String PREPARE = "SET LOCAL statement_timeout = '10s'";
  private static final String HEALTH =
      "SELECT database, observed_at, status FROM database_health WHERE database = ANY (?)";
  private static final String CHECKS =
      """
      SELECT DISTINCT ON (h.database, source, name)
        h.database, left(h.source, 100) AS source, h.observed_at, left(c.name, 100) AS name, c.status,
        coalesce((h.measured ->> c.name)::float8, c.value), left(coalesce(c.unit, ''), 30)
      FROM database_health h
      CROSS JOIN LATERAL json_to_recordset(h.checks) AS c (name text, status text, value float8, unit text)
      WHERE h.database = ANY (?) AND c.name IS NOT NULL AND c.status IS NOT NULL
      ORDER BY h.database, source, name
      """;
  private static final String BACKUPS =
      """
      SELECT wanted.database, newest.committed_at, newest.bytes, proven.verdict_at
      FROM unnest(?) AS wanted (database)
      LEFT JOIN LATERAL (
        SELECT committed_at, (body ->> 'archiveBytes')::bigint AS bytes FROM backups
        WHERE database = wanted.database AND (body ->> 'importedFrom') IS NULL
          AND (body ->> 'partial') IS DISTINCT FROM 'true'
        ORDER BY committed_at DESC LIMIT 1) AS newest ON true
      LEFT JOIN LATERAL (
        SELECT verdict_at FROM backups
        WHERE database = wanted.database AND verdict_at IS NOT NULL AND verdict = 'verified'
        ORDER BY verdict_at DESC LIMIT 1) AS proven ON true
      """;
  private static final String MIGRATIONS =
      "SELECT database, pending, failed FROM migration_states WHERE database = ANY (?)";
  private static final String ALERTS =
      "SELECT severity, count(*) FROM alerts WHERE state <> 'resolved' GROUP BY severity";
  private static final String ENDED =
      "SELECT kind, outcome, within, count, seconds FROM operation_ends ORDER BY kind, outcome,"
          + " within";
  private static final String OPEN =
      """
      SELECT kind, state = 'running' AS running, count(*) FROM operations
      WHERE NOT terminal GROUP BY 1, 2 ORDER BY 1, 2
      """;
  private static final String DEAD_LETTERS =
      "SELECT reason, count FROM dead_letters ORDER BY count DESC, reason";
  private static final String INSTANCES =
      """
      SELECT service, instance, observed_at, status, interval_millis FROM service_instances
      ORDER BY observed_at DESC, instance LIMIT 10000
      """;

  private final StateDatabase state;

  /** Reads the tables of the projection. */
  public FigureQueries(StateDatabase state) {
    this.state = state;
  }

  /**
   * The figures as of one transaction.
   *
   * @param databases names of the databases whose figures are wanted
   * @throws SQLException the state database is away, or takes longer than 10 s for one of them
   */
  Figures read(Collection<String> databases) throws SQLException {
    String[] names = databases.toArray(String[]::new);
    return state.inTransaction(
        c -> {
          try (var statement = c.createStatement()) {
            statement.execute(PREPARE);
          }
          return new Figures(
              StateDatabase.clock(c),
              list(c, HEALTH, names, FigureQueries::health),
              list(c, CHECKS, names, FigureQueries::check),
              list(c, BACKUPS, names, FigureQueries::backup),
              list(c, MIGRATIONS, names, FigureQueries::migrations),
              list(c, ENDED, null, FigureQueries::ended),
              list(c, OPEN, null, FigureQueries::open),
              list(
                  c,
                  DEAD_LETTERS,
                  null,
                  row -> new Figures.DeadLetters(text(row, 1), row.getLong(2))),
              list(c, INSTANCES, null, FigureQueries::instance),
              list(c, ALERTS, null, row -> new Figures.Alerts(text(row, 1), row.getLong(2))));
        });
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> list(
      Connection connection, String sql, String @Nullable [] databases, Reading<T> reading)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (databases != null) {
        statement.setArray(1, connection.createArrayOf("text", databases));
      }
      statement.setFetchSize(1_000);
      List<T> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(reading.read(row));
        }
      }
      return found;
    }
  }

  private static Figures.Health health(ResultSet row) throws SQLException {
    return new Figures.Health(text(row, 1), instant(row, 2), text(row, 3));
  }

  private static Figures.Check check(ResultSet row) throws SQLException {
    return new Figures.Check(
        text(row, 1),
        text(row, 2),
        instant(row, 3),
        text(row, 4),
        text(row, 5),
        row.getObject(6, Double.class),
        text(row, 7));
  }

  private static Figures.Backup backup(ResultSet row) throws SQLException {
    return new Figures.Backup(
        text(row, 1), instantOrNull(row, 2), row.getObject(3, Long.class), instantOrNull(row, 4));
  }

  private static Figures.Migrations migrations(ResultSet row) throws SQLException {
    return new Figures.Migrations(text(row, 1), row.getLong(2), row.getLong(3));
  }

  private static Figures.Ended ended(ResultSet row) throws SQLException {
    return new Figures.Ended(
        text(row, 1), text(row, 2), row.getDouble(3), row.getLong(4), row.getDouble(5));
  }

  private static Figures.Open open(ResultSet row) throws SQLException {
    return new Figures.Open(text(row, 1), row.getBoolean(2), row.getLong(3));
  }

  private static Figures.Instance instance(ResultSet row) throws SQLException {
    return new Figures.Instance(
        text(row, 1),
        text(row, 2),
        instant(row, 3),
        text(row, 4),
        Duration.ofMillis(row.getLong(5)));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return String.valueOf(row.getString(column));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
