package io.drover.monitor.projection;

import io.drover.bus.TopicPartitionKey;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the projection and the offsets up to which they are true, changed together or not
 * at all. Several instances may fold at once: one of them writes at a time, and what is folded
 * already is passed over.
 */
class ProjectionStore {
  private static final String PREPARE = "SET LOCAL lock_timeout = '10s'";

  /**
   * A commit need not wait for the disk: tables and offsets are lost together, if the server falls
   * at that moment, and what the offsets do not name is folded again (manual, "Asynchronous
   * Commit").
   */
  private static final String FOLD = PREPARE + "; SET LOCAL synchronous_commit = off";

  private static final String OFFSETS =
      """
      INSERT INTO projection_offsets AS old (topic, partition, next_offset)
      SELECT topic, partition, next_offset FROM unnest(?, ?, ?) AS new (topic, partition, next_offset)
      ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(old.next_offset, excluded.next_offset)
      """;
  private static final String EMPTY =
      """
      TRUNCATE operations, operation_facts, backups, database_health, service_instances, dead_letters, unreadable,
        alerts, migration_states, deployments, recovery_points, recovery_times, projection_offsets
      """;

  private static final String STANDING =
      "SELECT generation, began_at, caught_up_at FROM projection_state";
  private static final String CAUGHT_UP =
      "UPDATE projection_state SET caught_up_at = now() WHERE generation = ? AND caught_up_at IS"
          + " NULL";
  private static final String NEXT =
      "UPDATE projection_state SET generation = generation + 1, began_at = now(), caught_up_at ="
          + " NULL";

  private final StateDatabase state;
  private final StepListener steps;

  /**
   * @param steps hears before and after a batch is committed
   */
  ProjectionStore(StateDatabase state, StepListener steps) {
    this.state = state;
    this.steps = steps;
  }

  /**
   * Where the projection stands.
   *
   * @param generation number of the fold; a rebuild begins the next one
   * @param beganAt when this one was begun
   * @param caughtUpAt when it first held all that the topics did; null until then
   */
  record Position(
      long generation,
      Instant beganAt,
      @Nullable Instant caughtUpAt,
      Map<TopicPartitionKey, Long> next) {}

  /** What became of a batch. */
  sealed interface Outcome {
    /** It is in the tables; {@code fresh} of its records were not before. */
    record Folded(int fresh) implements Outcome {}

    /** A rebuild has begun another generation: nothing was changed. */
    record Superseded() implements Outcome {}
  }

  Position position() throws SQLException {
    return state.inTransaction(
        c -> {
          try (var statement = c.prepareStatement(STANDING);
              var row = statement.executeQuery()) {
            row.next();
            return new Position(
                row.getLong("generation"),
                Query.instant(row, "began_at"),
                Query.instantOrNull(row, "caught_up_at"),
                offsets(c));
          }
        });
  }

  long generation() throws SQLException {
    return state.inTransaction(c -> generation(c, ""));
  }

  Outcome fold(long generation, BatchFold batch, Map<TopicPartitionKey, Long> next)
      throws SQLException {
    return state.inTransaction(
        c -> {
          execute(c, FOLD);
          if (generation(c, " FOR UPDATE") != generation) {
            return new Outcome.Superseded();
          }
          BatchFold fresh = fresh(batch, offsets(c));
          fresh.write(c);
          try (var columns = new Columns<>(c, OFFSETS, next.entrySet())) {
            columns
                .text(row -> row.getKey().topic())
                .integer(row -> row.getKey().partition())
                .number(Map.Entry::getValue)
                .execute();
          }
          if (!fresh.arrivals().isEmpty()) {
            steps.reached("", "batch-folded");
            state.afterCommit(() -> steps.reached("", "fold-committed"));
          }
          return new Outcome.Folded(fresh.arrivals().size());
        });
  }

  /** Notes that this generation holds all that the topics did, unless that was noted before. */
  void caughtUp(long generation) throws SQLException {
    state.change(
        c -> {
          try (var statement = c.prepareStatement(CAUGHT_UP)) {
            statement.setLong(1, generation);
            statement.execute();
          }
        });
  }

  /** Those that are not in the tables. */
  BatchFold fresh(BatchFold batch, Map<TopicPartitionKey, Long> stored) {
    return batch.onlyFrom(stored);
  }

  /** Empties the projection and begins the next generation, in one transaction. */
  void reset() throws SQLException {
    state.change(
        c -> {
          execute(c, PREPARE);
          generation(c, " FOR UPDATE");
          execute(c, NEXT);
          execute(c, EMPTY);
        });
  }

  private static long generation(Connection connection, String locking) throws SQLException {
    try (var statement =
            connection.prepareStatement("SELECT generation FROM projection_state" + locking);
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Map<TopicPartitionKey, Long> offsets(Connection connection) throws SQLException {
    Map<TopicPartitionKey, Long> next = new HashMap<>();
    try (var statement =
            connection.prepareStatement(
                "SELECT topic, partition, next_offset FROM projection_offsets");
        var row = statement.executeQuery()) {
      while (row.next()) {
        next.put(new TopicPartitionKey(row.getString(1), row.getInt(2)), row.getLong(3));
      }
    }
    return next;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
