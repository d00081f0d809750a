package io.drover.backup.schedule;

import io.drover.backup.schema.BackupTables;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Up to which time each recurring request has been made, shared by all instances. Thread-safe. */
public final class DueTable {
  /** How stale {@code seen_at} may become before it is written again. */
  static final Duration SEEN_FOR = Duration.ofSeconds(20);

  /** A row that no instance has seen for so long belongs to nothing any more. */
  static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

  private static final String SELECT =
      "SELECT database, name, definition, handled_at, seen_at, operation_id, repeats FROM due_work";
  private static final String WHERE_KEY = " WHERE database = ? AND name = ? AND definition = ?";

  private final StateDatabase state;

  private DueTable(StateDatabase state) {
    this.state = state;
  }

  /** The table in the service's own schema, made when it is missing. */
  public static DueTable open(StateDatabase state) {
    return new DueTable(BackupTables.open(state));
  }

  /** What recurs: its database, its name there, and what its times depend on. */
  record Key(String database, String name, String definition) {}

  /**
   * A row.
   *
   * @param handled the time that was requested last, or when this was first seen
   * @param operationId the newest request; null before the first
   */
  record Row(Key key, Instant handled, Instant seen, @Nullable String operationId, int repeats) {}

  StateDatabase state() {
    return state;
  }

  List<Row> all(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      return rows(select);
    }
  }

  /** The row for this transaction alone; empty when another instance has it or it is gone. */
  Optional<Row> take(Connection connection, Key key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + WHERE_KEY + " FOR UPDATE SKIP LOCKED")) {
      bind(select, 1, key);
      return rows(select).stream().findFirst();
    }
  }

  /** Notes that these are wanted; those that are new begin now. */
  void see(Connection connection, Collection<Key> keys, Instant now) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO due_work (database, name, definition, handled_at, seen_at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (database, name, definition) DO UPDATE SET seen_at = excluded.seen_at
            """)) {
      // In one order, so that two instances do not wait for each other.
      for (Key key : keys.stream().sorted(BY_NAME).toList()) {
        bind(upsert, 1, key);
        upsert.setObject(4, now.atOffset(ZoneOffset.UTC));
        upsert.setObject(5, now.atOffset(ZoneOffset.UTC));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static final Comparator<Key> BY_NAME =
      Comparator.comparing(Key::database).thenComparing(Key::name).thenComparing(Key::definition);

  /** Forgets what no instance wants any more. */
  void forget(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM due_work WHERE seen_at < ?")) {
      delete.setObject(1, now.minus(FORGOTTEN_AFTER).atOffset(ZoneOffset.UTC));
      delete.executeUpdate();
    }
  }

  void requested(Connection connection, Key key, Instant handled, String operationId, int repeats)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE due_work SET handled_at = ?, operation_id = ?, repeats = ?" + WHERE_KEY)) {
      update.setObject(1, handled.atOffset(ZoneOffset.UTC));
      update.setString(2, operationId);
      update.setInt(3, repeats);
      bind(update, 4, key);
      update.executeUpdate();
    }
  }

  private static List<Row> rows(PreparedStatement select) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rows.add(
            new Row(
                new Key(row.getString(1), row.getString(2), row.getString(3)),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6),
                row.getInt(7)));
      }
    }
    return rows;
  }

  private static void bind(PreparedStatement statement, int index, Key key) throws SQLException {
    statement.setString(index, key.database());
    statement.setString(index + 1, key.name());
    statement.setString(index + 2, key.definition());
  }
}
