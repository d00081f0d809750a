package io.drover.monitor.projection;

import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.Rounds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the history of health small: each observation for 6 hours, one row for 5 minutes for a
 * week, one for an hour for 400 days. Several instances may run it: one works at a time.
 */
public final class HealthCondenser implements AutoCloseable {
  private static final Duration ROUND = Duration.ofMinutes(1);

  /** So much at most is put together in one transaction. */
  private static final Duration STRETCH = Duration.ofHours(1);

  private static final List<Stage> STAGES =
      List.of(
          new Stage(0, 300, Duration.ofHours(6)),
          new Stage(300, 3_600, Duration.ofDays(7)),
          new Stage(3_600, 0, Duration.ofDays(400)));

  private static final String LOCK =
      """
      INSERT INTO health_condensed AS old (span, up_to) VALUES (?, '0001-01-01Z')
      ON CONFLICT (span) DO UPDATE SET up_to = old.up_to
      """;
  private static final String OLDEST =
      "SELECT min(observed_at) FROM health_samples WHERE span = ? AND observed_at < ?";
  private static final String CONDENSE =
      """
      INSERT INTO health_samples (database, source, span, observed_at, measured)
      SELECT database, source, ?, at, jsonb_object_agg(name, jsonb_build_array(least, mean, most, many))
      FROM (
        SELECT database, source, at, name, min(least) AS least, sum(mean * many) / sum(many) AS mean,
          max(most) AS most, sum(many) AS many
        FROM (
          SELECT database, source, to_timestamp(floor(extract(epoch FROM observed_at) / ?) * ?) AS at, key AS name,
            CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 0)::float8 END AS least,
            CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 1)::float8 END AS mean,
            CASE WHEN span = 0 THEN value::float8 ELSE (value ->> 2)::float8 END AS most,
            CASE WHEN span = 0 THEN 1 ELSE (value ->> 3)::float8 END AS many
          FROM health_samples, jsonb_each(measured) WHERE span = ? AND observed_at < ?) AS numbers
        GROUP BY database, source, at, name) AS condensed
      GROUP BY database, source, at
      ON CONFLICT DO NOTHING
      """;

  /** Rows of a span that are older than this become rows of the next; 0: they are removed. */
  private record Stage(int span, int next, Duration kept) {}

  private final StateDatabase state;
  private final Clock clock;
  private final Rounds rounds = new Rounds();
  private volatile boolean closed;

  /** A condenser that begins with {@link #start()}. */
  public HealthCondenser(StateDatabase state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  /** Begins; returns at once. */
  public void start() {
    Rounds _ = rounds.every(ROUND, "condensing the history of health", this::condense);
  }

  @Override
  public void close() {
    closed = true;
    rounds.close();
  }

  void condense() throws SQLException {
    for (Stage stage : STAGES) {
      while (!closed && state.inTransaction(c -> stretch(c, stage))) {
        // The next stretch, in a transaction of its own.
      }
    }
  }

  /** True when there is more to do. */
  private boolean stretch(Connection connection, Stage stage) throws SQLException {
    update(connection, LOCK, stage.span());
    long step = STRETCH.toSeconds();
    Instant due = floor(clock.instant().minus(stage.kept()), step);
    Instant oldest = oldest(connection, stage.span(), due);
    Instant next = oldest == null ? due : floor(oldest, step).plusSeconds(step);
    if (stage.next() > 0) {
      update(
          connection, CONDENSE, stage.next(), stage.next(), stage.next(), stage.span(), at(next));
    }
    update(
        connection,
        "DELETE FROM health_samples WHERE span = ? AND observed_at < ?",
        stage.span(),
        at(next));
    update(
        connection,
        "UPDATE health_condensed SET up_to = greatest(up_to, ?) WHERE span = ?",
        at(next),
        stage.span());
    return due.isAfter(next);
  }

  private static Instant floor(Instant instant, long seconds) {
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }

  private static @Nullable Instant oldest(Connection connection, int span, Instant before)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OLDEST)) {
      statement.setInt(1, span);
      statement.setObject(2, at(before));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        OffsetDateTime found = row.getObject(1, OffsetDateTime.class);
        return found == null ? null : found.toInstant();
      }
    }
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
