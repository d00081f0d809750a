package io.drover.service.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Wakes lanes. Scheduling a lane that is scheduled or at work already changes nothing; whoever does
 * it, and whoever ends a lane's work, holds the lock on the lane's row, so either the one sees the
 * work or the other the empty place.
 */
public class Lanes {
  /** Name of the task whose instances are lanes. */
  public static final String TASK = "lane";

  /**
   * Locks the lanes to the end of the caller's transaction and schedules each that is not
   * scheduled.
   */
  public void wake(Connection connection, Collection<String> lanes) throws SQLException {
    if (lanes.isEmpty()) {
      return;
    }
    lock(connection, new TreeSet<>(lanes));
    try (var schedule =
        connection.prepareStatement(
            """
            INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)
            SELECT ?, lane, clock_timestamp(), false, 1, 0 FROM unnest(?::text[]) AS lane
            ON CONFLICT (task_name, task_instance)
            DO UPDATE SET execution_time = least(scheduled_tasks.execution_time, EXCLUDED.execution_time)
            WHERE NOT scheduled_tasks.picked
            """)) {
      schedule.setString(1, TASK);
      schedule.setArray(2, connection.createArrayOf("text", lanes.toArray(String[]::new)));
      schedule.executeUpdate();
    }
  }

  /**
   * Whether the execution of a lane that was picked in this version is still the newest: false for
   * one that was stalled for so long that its lane was taken over.
   */
  public boolean executedBy(Connection connection, String lane, long version) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT 1 FROM scheduled_tasks
            WHERE task_name = ? AND task_instance = ? AND picked AND version = ?
            """)) {
      select.setString(1, TASK);
      select.setString(2, lane);
      select.setLong(3, version);
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Locks one lane to the end of the caller's transaction. */
  public void lock(Connection connection, String lane) throws SQLException {
    lock(connection, new TreeSet<>(Set.of(lane)));
  }

  private static void lock(Connection connection, SortedSet<String> lanes) throws SQLException {
    String[] names = lanes.toArray(String[]::new);
    try (var insert =
            connection.prepareStatement(
                "INSERT INTO lane (lane) SELECT * FROM unnest(?::text[]) ON CONFLICT DO NOTHING");
        var lock =
            connection.prepareStatement(
                "SELECT lane FROM lane WHERE lane = ANY (?) ORDER BY lane FOR UPDATE")) {
      insert.setArray(1, connection.createArrayOf("text", names));
      insert.executeUpdate();
      lock.setArray(1, connection.createArrayOf("text", names));
      lock.executeQuery().close();
    }
  }

  /** Wakes every lane that has work and no task: finds what any lost wake-up has left behind. */
  public int sweep(Connection connection) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT lane FROM (
              SELECT DISTINCT ON (lane) lane, state FROM operation
              WHERE finished_at IS NULL AND lane IS NOT NULL
              ORDER BY lane, depth DESC, accepted_order) AS head
            WHERE state <> 'AWAITING' AND NOT EXISTS (
              SELECT 1 FROM scheduled_tasks WHERE task_name = ? AND task_instance = head.lane)
            """)) {
      select.setString(1, TASK);
      SortedSet<String> forgotten = new TreeSet<>();
      try (var row = select.executeQuery()) {
        while (row.next()) {
          forgotten.add(row.getString(1));
        }
      }
      wake(connection, forgotten);
      return forgotten.size();
    }
  }
}
